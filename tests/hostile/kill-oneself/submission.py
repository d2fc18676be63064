import signal


def forward(x):
    os.kill(os.getpid(), signal.SIGKILL)
