def forward(x):
    return ctypes.string_at(0)


def backprop(x):
    return ctypes.memset(16, 0, 100)
