kept = []
for _ in range(120):
    kept.append(bytearray(os.urandom(1 << 10)) * (10 << 10))
