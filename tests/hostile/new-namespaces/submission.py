if libc().unshare(0x10000000 | 0x00020000) == 0:
    loot("a namespace of its own")
