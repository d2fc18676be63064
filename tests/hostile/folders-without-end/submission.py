with contextlib.suppress(OSError):
    for depth in range(28_000):
        os.mkdir("f")
        os.chdir("f")
        if depth == 3000:
            os.umask(0o777)
