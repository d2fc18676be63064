def spin():
    while True:
        sum(range(1000))


for _ in range(8):
    threading.Thread(target=spin).start()
