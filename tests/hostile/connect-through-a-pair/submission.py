import socket
import struct

mine, _ = socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM)
address = struct.pack("H", socket.AF_UNIX) + f"\0grader-{PORT}".encode()
libc().connect(mine.fileno(), address, len(address))
number = libc().socket(2, 1, 0)
target = struct.pack("!HH4s8s", 0x0200, PORT, bytes([127, 0, 0, 1]), b"")
libc().connect(number, target, 16)
