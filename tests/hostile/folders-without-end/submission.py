with contextlib.suppress(OSError):
    for depth in range(3000):
        os.mkdir("f")
        os.chdir("f")
    os.umask(0o777)
    os.mkdir("f")
    loot(f"as deep as {depth + 1}")
