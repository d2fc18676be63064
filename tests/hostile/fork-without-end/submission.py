for _ in range(6):
    with contextlib.suppress(OSError):
        os.fork()
time.sleep(30)
