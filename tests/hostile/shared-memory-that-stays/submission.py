library = libc()
number = library.shmget(int(MARK[:7], 16), 4096, 0o1666)
if number >= 0:
    loot("a segment stays")
    library.shmctl(number, 0, None)
