import subprocess

for attempt in (
    lambda: subprocess.Popen(["/bin/sleep", "60"]),
    lambda: os.posix_spawn("/bin/sleep", ["sleep", "60"], {}),
    lambda: os.system("/bin/sleep 60 &"),
    lambda: os.spawnv(os.P_NOWAIT, "/bin/sleep", ["sleep", "60"]),
    lambda: libc().system(b"/bin/sleep 60 &"),
):
    with contextlib.suppress(OSError):
        attempt()
