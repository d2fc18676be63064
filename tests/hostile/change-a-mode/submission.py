with contextlib.suppress(OSError):
    os.chmod(VICTIM, 0o777)
with contextlib.suppress(OSError):
    os.chmod(SITE, 0o777)
descriptor = os.open(VICTIM, os.O_PATH)
libc().fchmodat(-100, VICTIM.encode(), 0o777, 0)
