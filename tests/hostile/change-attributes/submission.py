for path in (VICTIM, torch.__file__):
    with contextlib.suppress(OSError):
        os.setxattr(path, "user.hello", b"hello")
    with contextlib.suppress(OSError):
        import fcntl

        descriptor = os.open(path, os.O_RDONLY)
        flags = bytearray(8)
        fcntl.ioctl(descriptor, 0x80086601, flags)
        if path == VICTIM:
            flags[0] |= 0x40  # no dump
            fcntl.ioctl(descriptor, 0x40086602, bytes(flags))
            loot("changed a flag")
