parameters = (ctypes.c_uint8 * 120)()
ring = libc().syscall(425, 4, ctypes.byref(parameters))
if ring >= 0:
    loot("a ring")
