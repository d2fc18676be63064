def wait():
    time.sleep(30)


threading.stack_size(65536)
with contextlib.suppress(RuntimeError):
    for _ in range(2000):
        threading.Thread(target=wait).start()
