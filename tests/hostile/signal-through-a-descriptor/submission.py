import fcntl
import signal
import socket


def forward(x):
    mine, other = socket.socketpair()
    fcntl.fcntl(mine, fcntl.F_SETOWN, os.getppid())
    fcntl.fcntl(mine, 10, signal.SIGKILL)
    fcntl.fcntl(mine, fcntl.F_SETFL, fcntl.fcntl(mine, fcntl.F_GETFL) | os.O_ASYNC)
    other.send(b"x")
    loot("armed a signal")


with contextlib.suppress(OSError):
    forward(None)
time.sleep(0.2)
