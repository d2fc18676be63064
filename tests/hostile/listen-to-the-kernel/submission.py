import socket

for family, kind, protocol in ((socket.AF_NETLINK, socket.SOCK_RAW, 0), (socket.AF_PACKET, socket.SOCK_RAW, 0), (40, 1, 0)):
    with contextlib.suppress(OSError):
        with socket.socket(family, kind, protocol):
            loot("an odd socket")
