def child(number, *arguments):
    pid = libc().syscall(number, *arguments)
    if pid == 0:
        time.sleep(60)
        os._exit(0)


child(57)
child(56, 17, 0, 0, 0, 0)
child(435, ctypes.byref((ctypes.c_uint64 * 11)(0, 0, 0, 0, 17)), 88)
