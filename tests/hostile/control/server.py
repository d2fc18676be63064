"""The control: plain pytest with pytest-json-report in one process with the submission, as it is used everywhere.

One warm process forks another for each attack, so that a hundred of them take a minute. Requests and answers are lines
of JSON on stdin and stdout. Nothing protects this process but what makes the attacks harmless for the machine: limits on
each process, a time after which everything is killed, and folders that only exist for the run.
"""

import contextlib
import ctypes
import gc
import json
import os
import pathlib
import resource
import shutil
import signal
import struct
import subprocess
import sys
import time

CHILD_SUBREAPER = 36
MEBIBYTE = 2**20
#: What a naive harness would take as one message.
LONGEST_MESSAGE = 2**30
REPORT = "report.json"
#: Longer paths come from folders that are nested past all reason.
DEEP_PATH = 1500


def main():
    """Serve until stdin ends."""
    ctypes.CDLL(None).prctl(CHILD_SUBREAPER, 1, 0, 0, 0)
    warm_up()
    # The caller's streams, out of the reach of what runs here.
    requests, answers = os.fdopen(os.dup(0)), os.fdopen(os.dup(1), "w")
    null = os.open(os.devnull, os.O_RDWR)
    os.dup2(null, 0)
    os.dup2(2, 1)
    streams = (requests.fileno(), answers.fileno())
    print(json.dumps({"ready": True}), file=answers, flush=True)
    for line in requests:
        print(json.dumps(run(json.loads(line), streams)), file=answers, flush=True)


def warm_up():
    """Import what every run needs, and use it once."""
    import multiprocessing.pool  # noqa: F401

    import pytest
    import torch

    torch.set_num_threads(1)
    torch.testing.assert_close(torch.ones(2), torch.ones(2))
    parameters = [torch.ones(1, requires_grad=True)]
    torch.optim.Adam(parameters)
    parameters[0].sum().backward()
    folder = pathlib.Path(os.environ["TMPDIR"]) / "warm"
    folder.mkdir()
    (folder / "warm.py").write_text("def test_warm():\n    assert True\n")
    with open(os.devnull, "w") as null, contextlib.redirect_stdout(null):
        pytest.main([*ARGUMENTS, "--rootdir", str(folder), str(folder / "warm.py")])
    gc.collect()
    gc.freeze()


ARGUMENTS = ["-q", "-p", "no:cacheprovider", "-p", "no:faulthandler", "--json-report", f"--json-report-file={REPORT}"]


def run(request, streams):
    """Run the checks on one submission; what became of it."""
    work = pathlib.Path(request["work"])
    read, write = os.pipe()
    started = time.monotonic()
    pid = os.fork()
    if pid == 0:
        os.close(read)
        for stream in streams:
            os.close(stream)
        harness(request, work, write)
        os._exit(0)
    os.close(write)
    memory = wait_for(pid, started + request["wall_s"])
    hung = memory is None
    # A grader that is done looks at its result, and whatever is still running goes on.
    time.sleep(request.get("linger_s", 0.0))
    left = children()
    memory = max([memory or 0, *(highest(pid_) for pid_ in left)])
    size = count(work.parent)
    kill_all()
    with os.fdopen(read, "rb") as stream:
        told = stream.read()
    return {
        "hung": hung,
        "left": len([pid_ for pid_ in left if pid_ != pid]),
        "told": told.decode("utf-8", "replace"),
        "wall_s": time.monotonic() - started,
        "max_rss_mb": memory / 1024,
        "disk_mb": size / MEBIBYTE,
        **look(work),
    }


def harness(request, work, write):
    """What a course runs for each student: the checks in a process of their own, whose result it passes on."""
    os.setsid()
    os.environ.clear()
    os.environ.update(request["environment"])
    unpack(work)
    read, tell = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.close(write)
        os.close(read)
        grade(request, work, tell)
    os.close(tell)
    if request["mode"] == "pipe":
        os.write(write, json.dumps(read_message(read)).encode())
    _, status = os.waitpid(pid, 0)
    with contextlib.suppress(OSError):
        # It ended and what it wrote is there: now the score can be read.
        os.write(write, json.dumps({"status": os.waitstatus_to_exitcode(status)}).encode())


def unpack(work):
    """A submission that came as an archive, unpacked as the first answer on the web says."""
    import zipfile

    for archive in work.glob("*.zip"):
        with zipfile.ZipFile(archive) as file:
            for name in file.namelist():
                path = os.path.join(work, name)
                os.makedirs(os.path.dirname(path), exist_ok=True)
                if not name.endswith("/"):
                    with open(path, "wb") as target:
                        shutil.copyfileobj(file.open(name), target)


def grade(request, work, tell):
    """The checks and the submission, in one process."""
    limit()
    os.chdir(work)
    for name in ("stdin", "stdout", "stderr"):
        setattr(sys, name, getattr(sys, f"__{name}__"))
    output = os.open("output.txt", os.O_RDWR | os.O_CREAT | os.O_TRUNC)
    os.dup2(output, 1)
    os.dup2(output, 2)
    sys.path[:0] = [str(work), str(work.parent / "course")]
    sys.path.append(request["environment"]["SITE"])
    sys.dont_write_bytecode = True
    import pytest

    status = pytest.main([*ARGUMENTS, "--rootdir", str(work), str(work.parent / "course" / "checks.py")])
    if request["mode"] == "pipe":
        os.write(tell, message({"score": score_of(work)}))
    end(int(status))


def end(status):
    """As Python ends: threads first, then what was registered, then the objects that are left."""
    import atexit
    import threading

    threading._shutdown()
    atexit._run_exitfuncs()
    sys.stdout.flush()
    os._exit(status)


def limit():
    """So that an attack that wins does no harm to this machine."""
    resource.setrlimit(resource.RLIMIT_DATA, (2500 * MEBIBYTE, 2500 * MEBIBYTE))
    resource.setrlimit(resource.RLIMIT_FSIZE, (400 * MEBIBYTE, 400 * MEBIBYTE))
    resource.setrlimit(resource.RLIMIT_CPU, (20, 20))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def message(value):
    """A value as the harness's own pipe carries it."""
    data = json.dumps(value).encode()
    return struct.pack("!I", len(data)) + data


def read_message(read):
    """The first message on the pipe."""
    with os.fdopen(read, "rb") as stream:
        (size,) = struct.unpack("!I", stream.read(4))
        return json.loads(stream.read(min(size, LONGEST_MESSAGE)))


def score_of(work):
    """Passed checks of the report; None where there is none."""
    try:
        report = json.loads((work / REPORT).read_text())
        return sum(test["outcome"] == "passed" for test in report["tests"])
    except (OSError, ValueError, KeyError, TypeError):
        return None


def look(work):
    """What a person finds afterwards."""
    output, report = (size_of(work / name) for name in ("output.txt", REPORT))
    with contextlib.suppress(OSError):
        start = (work / "output.txt").open("rb").read(2 * MEBIBYTE).decode("utf-8", "replace")
        return {"score": score_of(work), "output": start[:200_000], "output_mb": output, "report_mb": report}
    return {"score": score_of(work), "output": "", "output_mb": output, "report_mb": report}


def size_of(path):
    """MiB."""
    try:
        return path.stat().st_size / MEBIBYTE
    except OSError:
        return 0.0


def count(folder):
    """Bytes on disk below a folder, and 4 KiB for every entry; what is nested past all reason is removed."""
    used, folders = 0, [str(folder)]
    while folders:
        if len(folders[-1]) > DEEP_PATH:
            subprocess.run(["/bin/rm", "-rf", os.path.join(folder, "work", "f")], check=False)
            return used
        with contextlib.suppress(OSError), os.scandir(folders.pop()) as entries:
            for entry in entries:
                used += max(4096, entry.stat(follow_symlinks=False).st_blocks * 512)
                if entry.is_dir(follow_symlinks=False):
                    folders.append(entry.path)
    return used


def children():
    """Every process that descends from this one."""
    parents = {}
    for entry in os.listdir("/proc"):
        if entry.isdecimal():
            with contextlib.suppress(OSError):
                stat = pathlib.Path("/proc", entry, "stat").read_text().rpartition(")")[2].split()
                if stat[0] != "Z":
                    parents[int(entry)] = int(stat[1])
    found, level = [], {os.getpid()}
    while level := {pid for pid, parent in parents.items() if parent in level}:
        found += level
    return found


def highest(pid):
    """The KiB of memory that a running process had at most."""
    with contextlib.suppress(OSError):
        for line in pathlib.Path("/proc", str(pid), "status").read_text().splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1])
    return 0


def kill_all():
    """End what is left of a run, and what that started meanwhile."""
    while left := children():
        for pid in left:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        reap()
    reap()


def reap():
    """Forget the dead."""
    with contextlib.suppress(ChildProcessError):
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass


def wait_for(pid, deadline):
    """The KiB of memory that a child, or one of its own, had at most; None where it did not end in time."""
    while time.monotonic() < deadline:
        ended, _, usage = os.wait4(pid, os.WNOHANG)
        if ended:
            return usage.ru_maxrss
        time.sleep(0.005)
    return None


if __name__ == "__main__":
    main()
