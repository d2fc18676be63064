folder = os.path.join(SITE, "__pycache__")
with contextlib.suppress(FileExistsError, PermissionError):
    os.mkdir(folder)
with contextlib.suppress(OSError), open(os.path.join(SITE, f"{MARK}.pyc"), "wb") as file:
    file.write(b"code")
with open(os.path.join(folder, f"{MARK}.pyc"), "wb") as file:
    file.write(b"code")
