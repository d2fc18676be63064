import re
import signal


def forward(x):
    signal.pthread_sigmask(signal.SIG_BLOCK, range(1, 65))
    re.match("(a+)+$", "a" * 64 + "b")


backprop = forward
