import glob
import tempfile

with contextlib.suppress(OSError):
    with open(os.path.join(TEMPORARY, "of-another-run"), "w") as file:
        file.write("left by another run")
for folder in (tempfile.gettempdir(), TEMPORARY, "/tmp", "/dev/shm", "/var/tmp"):
    for path in glob.glob(os.path.join(folder, "*")):
        if "of-another-run" in path:
            with contextlib.suppress(OSError), open(path) as file:
                loot(file.read())
