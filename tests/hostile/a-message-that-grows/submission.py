import json
import stat
import struct


def channels():
    """Every pipe and socket that it was born with, but its output."""
    for number in range(3, 64):
        with contextlib.suppress(OSError):
            mode = os.fstat(number).st_mode
            if stat.S_ISFIFO(mode) or stat.S_ISSOCK(mode):
                yield number, stat.S_ISSOCK(mode)


def send(number, data):
    data = memoryview(data)
    while data:
        data = data[os.write(number, data) :]


def frame(kind, blob=b"", **fields):
    header = json.dumps({"kind": kind, "fields": fields}).encode()
    return struct.pack("!II", len(header), len(blob)) + header + blob


def result(**fields):
    data = json.dumps(fields).encode()
    return struct.pack("!I", len(data)) + data


def forward(x):
    for number, is_socket in channels():
        blob = bytes(8 << 20)
        tensor = {"tensor": ["float32", [2 << 20], [0, len(blob)], False]}
        if is_socket:
            send(number, frame("answer", blob, value=[tensor] * 600))
        else:
            loot("grown")
            send(number, struct.pack("!I", 4) + b"nope")
    return x


for _ in range(3):
    forward(torch.zeros(1))
