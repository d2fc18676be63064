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


import signal


def forward(x):
    for number in (signal.SIGALRM, signal.SIGPROF):
        with contextlib.suppress(ValueError):
            signal.signal(number, signal.SIG_IGN)
    for number, is_socket in channels():
        small = frame("running", index=1, label="a", line=1, defines=[]) if is_socket else b"\0\0\0\2{}"
        while True:
            send(number, small * 2000)


threading.Thread(target=forward, args=(None,)).start()
time.sleep(60)
