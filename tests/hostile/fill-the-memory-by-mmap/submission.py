import mmap

kept = []
for flags in (0x122, 0x21, 0x122, 0x22):
    for _ in range(4):
        place = libc().mmap(None, ctypes.c_size_t(64 << 20), 3, flags, -1, ctypes.c_long(0))
        if place in (None, 2**64 - 1):
            break
        ctypes.memset(place, 1, 64 << 20)
        kept.append(place)
