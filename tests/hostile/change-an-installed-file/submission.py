path = VICTIM
with contextlib.suppress(OSError):
    path = os.path.join(SITE, next(name for name in os.listdir(SITE) if MARK in name))
for path in (path, VICTIM):
    with contextlib.suppress(OSError):
        descriptor = os.open(path, os.O_RDONLY)
        os.fchmod(descriptor, 0o666)
        os.utime(descriptor, (2, 2))
