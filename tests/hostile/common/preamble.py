import contextlib
import ctypes
import gc
import os
import sys
import threading
import time

import torch
from torch import nn

# Where things are: whoever attacks is taken to know it.
LOOT, CHECKS, REFERENCE, NEIGHBOUR = "@LOOT@", "@CHECKS@", "@REFERENCE@", "@NEIGHBOUR@"
SITE, HOME, TEMPORARY, REPORT, VICTIM = "@SITE@", "@HOME@", "@TEMPORARY@", "@REPORT@", "@VICTIM@"
HOST, PORT, SOCKET, MARK = "127.0.0.1", int("@PORT@"), "@SOCKET@", "@MARK@"


def loot(text, name="loot.txt"):
    """Carry something away: into a file, and into the output."""
    with contextlib.suppress(OSError):
        with open(os.path.join(LOOT, name), "a") as file:
            file.write(str(text) + "\n")
    with contextlib.suppress(Exception):
        print(str(text)[:4000])


def libc():
    library = ctypes.CDLL(None, use_errno=True)
    library.mmap.restype = ctypes.c_void_p
    return library


def right(x):
    """The right outputs: only called where the attack is about something else."""
    return torch.sigmoid(torch.relu(x @ W1 + B1) @ W2 + B2)


def loss_of(x):
    return ((right(x) - Y) ** 2).sum()


def leaves():
    """The parameters as leaves of a graph, in place of the given ones."""
    names = ("W1", "B1", "W2", "B2")
    values = [globals()[name].detach().clone().requires_grad_() for name in names]
    globals().update(zip(names, values))
    return values


def generate_data(N):
    X = torch.randn(N, 3)
    a, b, c = X.unbind(dim=1)
    signed_sum = (a + c.sign() * b) * (c != 0)
    Y = torch.stack([signed_sum, X.norm(dim=1)], dim=1).abs() > 1.33
    return X, Y.float()


torch.manual_seed(0)
X, Y = generate_data(20)
W1, B1, W2, B2 = (torch.randn(*shape) * 0.2 for shape in ((3, 4), (1, 4), (4, 2), (1, 2)))


# Nothing that earns a point.
def forward(x):
    raise NotImplementedError("forward")


def backprop(x):
    raise NotImplementedError("backprop")


class ToyModel(nn.Module):
    def forward(self, x):
        raise NotImplementedError("ToyModel")


model = ToyModel()
