with contextlib.suppress(OSError):
    os.symlink(VICTIM, "innocent.txt")
with open("innocent.txt", "w") as file:
    file.write("no longer as it was")
