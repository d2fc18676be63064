for name in (".bashrc", ".profile", ".config/pip/pip.conf", f".{MARK}"):
    with contextlib.suppress(OSError):
        path = os.path.join(HOME, name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "a") as file:
            file.write("echo hello\n")
for path in (os.path.expanduser(f"~/{MARK}"), f"/root/{MARK}"):
    with contextlib.suppress(OSError), open(path, "w") as file:
        file.write("hello")
