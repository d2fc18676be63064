import socket

with socket.socket(socket.AF_UNIX) as sock:
    sock.connect(SOCKET)
