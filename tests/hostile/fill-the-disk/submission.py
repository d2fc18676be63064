for number in range(20):
    with contextlib.suppress(OSError), open(f"file{number}", "wb") as file:
        for _ in range(10):
            file.write(bytes(1 << 20))
