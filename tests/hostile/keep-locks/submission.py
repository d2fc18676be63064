import fcntl

with open(torch.__file__) as file:
    fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    other = os.open(torch.__file__, os.O_RDONLY)
    with contextlib.suppress(BlockingIOError):
        fcntl.flock(other, fcntl.LOCK_EX | fcntl.LOCK_NB)
        sys.exit()
    loot("it is locked")
