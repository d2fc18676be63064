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
    bad = "\ud800\x1b[31m<script>alert(1)</script>" * 40
    problem = {"dict": [["label", bad], ["line", 10**18], ["kind", "memory"], ["type", bad], ["message", bad * 30]]}
    at = {"dict": [["label", bad * 5000], ["line", 1], ["text", bad * 5000]]}
    error = {"dict": [["kind", "raised"], ["type", bad * 90], ["message", bad * 90], ["at", at], ["traceback", bad * 90]]}
    for number, is_socket in channels():
        if is_socket:
            send(number, frame("answer", names={"dict": [["forward", "function"], ["backprop", "function"]]}, problems=[problem] * 190))
            for _ in range(30):
                send(number, frame("answer", error=error))
        else:
            send(number, b"\0\0\0\1\xff")


forward(None)
