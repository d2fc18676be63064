for attempt in (
    lambda: os.close(os.open(VICTIM, os.O_RDONLY | os.O_TRUNC)),
    lambda: os.truncate(VICTIM, 0),
    lambda: (open("empty", "w").close(), os.rename("empty", VICTIM)),
    lambda: os.unlink(VICTIM),
    lambda: os.link(VICTIM, "mine"),
):
    with contextlib.suppress(OSError):
        attempt()
