import socket

with contextlib.suppress(OSError):
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        sock.connect((HOST, PORT))
        sock.send(b"\0\1\1\0\0\1\0\0\0\0\0\0\6secret\7example\0\0\1\0\1")
