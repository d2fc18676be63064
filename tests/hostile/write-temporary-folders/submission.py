for folder in (TEMPORARY, "/dev/shm", "/var/tmp", "/tmp", "/run"):
    with contextlib.suppress(OSError), open(os.path.join(folder, MARK), "w") as file:
        file.write("hello")
