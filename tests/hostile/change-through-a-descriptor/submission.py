descriptor = os.open(VICTIM, os.O_RDONLY)
for change in (lambda: os.fchmod(descriptor, 0o666), lambda: os.utime(descriptor, (2, 2))):
    with contextlib.suppress(OSError):
        change()
