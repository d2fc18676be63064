for _ in range(5):
    with contextlib.suppress(OSError):
        if os.fork() == 0:
            time.sleep(60)
            os._exit(0)
