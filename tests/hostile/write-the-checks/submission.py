for path in (CHECKS, REFERENCE):
    with contextlib.suppress(OSError), open(path, "a") as file:
        file.write("\ndef test_more():\n    pass\n")
