"""The sandbox in a container, for real: the same grades as without one, and nothing gets out of it or outlives it."""

from __future__ import annotations

import contextlib
import io
import json
import os
import re
import select
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import docker as docker_sdk
import pytest
from docker.errors import NotFound

from grader.assignment import Assignment, load_assignment
from grader.errors import AssignmentUnusableError, EngineError
from grader.model import CheckStatus, ErrorKind, Report
from grader.pipeline import Request, grade
from grader.sandbox import docker
from grader.sandbox.docker import CALLER_LABEL, CAPABILITIES, ContainerSettings
from grader.sandbox.image import IMAGE
from grader.sandbox.reaper import SESSION_LABEL
from grader.sandbox.session import Session
from tests.processes import children_of, handles_of

pytestmark = [
    pytest.mark.docker,
    # The first of them may have to build the image.
    pytest.mark.timeout(3600),
    pytest.mark.usefixtures("container_image"),
]

ROOT = Path(__file__).parents[2]
EXAMPLE = ROOT / "examples" / "hw4_submission.py"
FORWARD = "def forward(x):\n    return torch.sigmoid(torch.relu(x @ W1 + B1) @ W2 + B2)\n"
COMMAND = "from grader.cli import grade; grade(prog_name='grade')"
GRADER = "from grader.cli import grader; grader(prog_name='grader')"
#: For whatever must happen soon, on a machine that has other things to do.
SOON_S = 60
#: What two runs may differ in.
MEASURED = re.compile(r'"(duration|duration_s|created|wall_s|cpu_s|max_rss_mb)": [-+.\de]+')


@pytest.fixture(scope="module")
def engine() -> Iterator[docker_sdk.APIClient]:
    """The engine itself, to look from outside."""
    with contextlib.closing(docker_sdk.APIClient(version="auto", **docker_sdk.utils.kwargs_from_env())) as client:
        yield client


@pytest.fixture(scope="module")
def assignment() -> Assignment:
    """The repository's own hw4."""
    return load_assignment("hw4", search=(ROOT / "assignments",))


@pytest.fixture(scope="module")
def session(assignment: Assignment) -> Iterator[Session]:
    """A warm container."""
    with docker.start(assignment, ContainerSettings()) as started:
        started.open(assignment)
        yield started


@pytest.fixture(scope="module")
def container(session: Session, engine: docker_sdk.APIClient) -> str:
    """The id of the warm container."""
    (found,) = containers_of(engine, os.getpid())
    assert session.name == "docker"
    return found


def containers_of(engine: docker_sdk.APIClient, pid: int) -> list[str]:
    """The containers that this process has made, in whatever state."""
    label = f"{CALLER_LABEL}={socket.gethostname()}:{pid}"
    return [str(found["Id"]) for found in engine.containers(all=True, filters={"label": label})]


def graded(session: Session, assignment: Assignment, folder: Path, source: str) -> Report:
    """The report of this source."""
    path = folder / "submission.py"
    path.write_text(source)
    return grade(Request(path=path, assignment=assignment), lambda: session)


def run_as(engine: docker_sdk.APIClient, container: str, user: str, *command: str) -> tuple[int, str]:
    """The status and the output of a command in the container, outside of every jail: only the container holds it."""
    made = engine.exec_create(container, list(command), user=user)["Id"]
    output = engine.exec_start(made).decode("utf-8", "replace")
    return int(engine.exec_inspect(made)["ExitCode"]), output


def start_grade(folder: Path, *arguments: str) -> subprocess.Popen[str]:
    """`grade` in a process of its own."""
    return subprocess.Popen(
        [sys.executable, "-c", COMMAND, *arguments, "--assignment", "hw4", "--sandbox", "docker"],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def run_grade(folder: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """`grade` to its end."""
    return run_command(folder, COMMAND, *arguments, "--assignment", "hw4", **environment)


def run_command(folder: Path, command: str, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """A command to its end."""
    return subprocess.run(
        [sys.executable, "-c", command, *arguments],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT), **environment},
        capture_output=True,
        text=True,
        check=False,
        timeout=240,
    )


def wait_for_start(engine: docker_sdk.APIClient, process: subprocess.Popen[str], since: int) -> str:
    """The id of the container that the process has made, as soon as it runs."""
    label = f"{CALLER_LABEL}={socket.gethostname()}:{process.pid}"
    for event in engine.events(since=since, filters={"label": label, "event": "start"}, decode=True):
        return str(event["id"])
    raise AssertionError("the engine has ended")


def wait_until_gone(engine: docker_sdk.APIClient, container: str) -> None:
    """Return when the engine knows it no more."""
    with contextlib.suppress(NotFound):
        engine.wait(container, timeout=SOON_S, condition="removed")


def wait_for_end(pid: int) -> None:
    """Return when the process is no more."""
    for handle in handles_of([pid]):
        try:
            assert select.select([handle], [], [], SOON_S)[0], f"process {pid} is still there"
        finally:
            os.close(handle)


# The same grade


def test_a_container_gives_the_same_report(tmp_path: Path) -> None:
    """Every score, status, message and diagnosis is what the local sandbox finds; measures and the place differ."""
    reports = {}
    for name in ("docker", "local"):
        outcome = run_grade(tmp_path, str(EXAMPLE), "--sandbox", name, "--json", f"{name}.json", "--html", "x.html")
        assert outcome.returncode == 0, outcome.stderr
        reports[name] = json.loads(MEASURED.sub(r'"\1": 0', (tmp_path / f"{name}.json").read_text()))
        assert reports[name].pop("environment")["sandbox"] == name
    assert reports["docker"] == reports["local"]
    assert reports["docker"]["score"] > 0


def test_the_report_says_what_held(session: Session, assignment: Assignment, tmp_path: Path) -> None:
    """The container's walls, then those around the student's process inside; Python's version is the image's."""
    environment = graded(session, assignment, tmp_path, FORWARD).environment
    assert environment.sandbox == "docker"
    assert environment.isolation[:6] == (
        "container (runc)",
        "network none",
        "read-only root",
        "capabilities setuid setgid kill",
        "no new privileges",
        "cgroup limits",
    )
    assert "seccomp" in environment.isolation
    assert "own user id" in environment.isolation
    assert environment.python.startswith("3.11.")


def test_submissions_of_one_container_do_not_meet(session: Session, assignment: Assignment, tmp_path: Path) -> None:
    """What one leaves in its folder is gone for the next, whatever modes it gave it; each has a user of its own."""
    leaving = FORWARD + (
        "import os, pathlib\n"
        "os.makedirs('deep/er'); open('deep/er/note', 'w').write('x'); os.mkdir('closed', 0)\n"
        "print(os.getuid(), os.getcwd(), sorted(os.listdir()))\n"
    )
    finding = FORWARD + "import os\nprint(os.getuid(), os.getcwd(), sorted(os.listdir()))\n"
    first = graded(session, assignment, tmp_path, leaving)
    second = graded(session, assignment, tmp_path, finding)
    assert "['closed', 'deep']" in first.output.stdout
    assert "[]" in second.output.stdout
    users = [int(report.output.stdout.split()[0]) for report in (first, second)]
    assert len(set(users)) == 2
    assert all(61_000 <= user < 62_000 for user in users)
    assert first.score == second.score == 20


def test_a_folder_that_is_full_is_full_for_one(session: Session, assignment: Assignment, tmp_path: Path) -> None:
    """Files that have no name any more count too: the file system itself has an end."""
    filling = FORWARD + (
        "import tempfile\n"
        "kept = []\n"
        "try:\n"
        "    for _ in range(100):\n"
        "        kept.append(tempfile.TemporaryFile(dir='.'))\n"
        "        kept[-1].write(b'x' * 2**20)\n"
        "        kept[-1].flush()\n"
        "except OSError as error:\n"
        "    print('after', len(kept), error.strerror)\n"
    )
    report = graded(session, assignment, tmp_path, filling)
    found = re.search(r"after (\d+) No space left on device", report.output.stdout)
    assert found is not None, report.output
    assert int(found[1]) <= assignment.limits.disk_mib + 1
    assert graded(session, assignment, tmp_path, FORWARD).score == 20


def test_a_memory_bomb_is_the_students_fault(session: Session, assignment: Assignment, tmp_path: Path) -> None:
    """It is ended and told as memory, its other exercises count, and the container goes on."""
    bomb = FORWARD + "kept = []\nwhile True:\n    kept.append(bytearray(2**26))\n"
    report = graded(session, assignment, tmp_path, bomb)
    assert report.error is not None
    assert report.error.kind is ErrorKind.MEMORY
    assert "memory" in report.error.message.lower()
    assert report.score == 20
    assert graded(session, assignment, tmp_path, FORWARD).score == 20


def test_a_memory_bomb_of_tensors_is_told_by_its_check(
    session: Session, assignment: Assignment, tmp_path: Path
) -> None:
    """In a function it costs the checks that call it."""
    report = graded(
        session, assignment, tmp_path, "def forward(x):\n    return [torch.ones(2**28) for _ in range(99)]\n"
    )
    statuses = {check.status for exercise in report.exercises if exercise.id == "forward" for check in exercise.checks}
    assert CheckStatus.MEMORY in statuses
    assert report.score == 0


def test_a_container_without_memory_ends_the_student_alone(
    assignment: Assignment, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What no limit of the process counts meets the container's own: here that one is the smaller of the two."""
    whole = docker.host_options

    def small(*arguments: Any) -> dict[str, Any]:
        return {**whole(*arguments), "mem_limit": "900m", "memswap_limit": "900m"}

    monkeypatch.setattr(docker, "host_options", small)
    bomb = FORWARD + "kept = []\nwhile True:\n    kept.append(bytearray(b'x') * 2**24)\n"
    with docker.start(assignment, ContainerSettings()) as session:
        session.open(assignment)
        report = graded(session, assignment, tmp_path, bomb)
        assert report.error is not None
        assert report.error.kind is ErrorKind.MEMORY
        assert report.score == 20
        assert graded(session, assignment, tmp_path, FORWARD).score == 20


# What holds it


def test_the_engine_was_told_every_limit(engine: docker_sdk.APIClient, container: str, assignment: Assignment) -> None:
    """As the engine itself describes the container."""
    about = engine.inspect_container(container)
    host = about["HostConfig"]
    assert host["NetworkMode"] == "none"
    assert host["ReadonlyRootfs"] is True
    assert host["CapDrop"] == ["ALL"]
    assert sorted(name.removeprefix("CAP_") for name in host["CapAdd"]) == sorted(CAPABILITIES)
    assert host["SecurityOpt"] == ["no-new-privileges:true"]
    assert host["Memory"] == host["MemorySwap"] > assignment.limits.memory_mib * 2**20
    assert assignment.limits.threads < host["PidsLimit"] < 1000
    assert 0 < host["NanoCpus"] <= 2 * 10**9
    assert host["AutoRemove"] is True
    assert host["LogConfig"]["Type"] == "none"
    assert host["IpcMode"] == "none"
    assert not host["Privileged"]
    assert not host["Binds"]
    assert about["Mounts"]
    assert [mount["Destination"] for mount in about["Mounts"] if mount["RW"]] == []
    assert {SESSION_LABEL, "grader.role", "grader.assignment", CALLER_LABEL} <= about["Config"]["Labels"].keys()


def test_nothing_can_be_written_but_the_small_places(engine: docker_sdk.APIClient, container: str) -> None:
    """Not even by root, to whom the jail inside does not apply."""
    for place in ("/", "/etc", "/opt/grader", "/course", "/course/assignments/hw4", "/root"):
        status, output = run_as(engine, container, "0", "touch", f"{place}/x")
        assert status != 0
        assert "Read-only file system" in output or "Permission denied" in output, place
    assert run_as(engine, container, "0", "touch", "/tmp/x") == (0, "")
    mounts = run_as(engine, container, "0", "cat", "/proc/mounts")[1].splitlines()
    small = [line for line in mounts if line.split()[1] == "/tmp" or line.split()[1].startswith("/scratch/")]
    assert len(small) == 4
    assert all({"nosuid", "nodev", "noexec"} <= set(line.split()[3].split(",")) for line in small)
    assert all("size=" in line for line in small)


def test_there_is_no_network(engine: docker_sdk.APIClient, container: str) -> None:
    """The loopback interface is all there is."""
    lines = run_as(engine, container, "0", "cat", "/proc/net/dev")[1].splitlines()[2:]
    assert [line.split(":")[0].strip() for line in lines] == ["lo"]
    assert run_as(engine, container, "0", "cat", "/proc/net/route")[1].count("\n") <= 1


def test_a_student_cannot_reach_the_course_even_without_the_jail(engine: docker_sdk.APIClient, container: str) -> None:
    """The plain modes of the folders suffice, whatever the files' own are; root's processes cannot be looked into."""
    assert run_as(engine, container, "0", "ls", "/course/assignments/hw4/checks")[0] == 0
    for place in ("/course", "/course/assignments/hw4/checks", "/course/reference/hw4.py"):
        status, output = run_as(engine, container, "61001:61001", "ls", place)
        assert status != 0
        assert "Permission denied" in output
    for place in ("/proc/1/mem", "/proc/1/environ", "/proc/1/fd/0"):
        status, output = run_as(engine, container, "61001:61001", "head", "-c", "1", place)
        assert status != 0
        assert "Permission denied" in output
    assert run_as(engine, container, "61001:61001", "sh", "-c", "kill -9 1")[0] != 0


def test_checker_and_student_are_different_users(
    engine: docker_sdk.APIClient, container: str, session: Session, assignment: Assignment, tmp_path: Path
) -> None:
    """Gateway, fork server and checker are root without root's rights; the student's process is nobody they know."""
    top = engine.top(container, "-eo pid,uid,args")
    users = {row[1] for row in top["Processes"]}
    assert users == {"0"}
    assert len(top["Processes"]) >= 3
    report = graded(session, assignment, tmp_path, FORWARD + "import os\nprint(os.getresuid(), os.getgroups())\n")
    found = re.fullmatch(r"\((\d+), (\d+), (\d+)\) \[\]\n", report.output.stdout)
    assert found is not None
    assert len(set(found.groups())) == 1
    assert int(found[1]) >= 61_000


def test_a_hostile_submission_finds_nothing(session: Session, assignment: Assignment, tmp_path: Path) -> None:
    """It tries what a curious student would: the checks, the reference, the root, the network, the neighbours."""
    hostile = FORWARD + (
        "import os, socket, subprocess, sys\n"
        "def attempt(name, function):\n"
        "    try:\n"
        "        print(name, 'DONE', str(function())[:200])\n"
        "    except BaseException as error:\n"
        "        print(name, type(error).__name__)\n"
        "for path in ('/course', '/course/assignments/hw4/checks', '/scratch', '/proc/1', '/proc/self/root', '/'):\n"
        "    attempt(path, lambda: os.listdir(path))\n"
        "for path in ('/course/reference/hw4.py', '/proc/1/environ', '/proc/self/environ', '/etc/passwd',\n"
        "             '/etc/shadow', '/opt/grader/package/grader/inside/checker.py', '/.dockerenv', '/proc/mounts'):\n"
        "    attempt(path, lambda: open(path).read())\n"
        "for path in ('/x', '/tmp/x', '/scratch/0/x', '/course/x', '/dev/shm/x', '../x'):\n"
        "    attempt(path, lambda: open(path, 'w').write('x'))\n"
        "attempt('inet', lambda: socket.socket())\n"
        "attempt('unix', lambda: socket.socket(socket.AF_UNIX).connect('/var/run/docker.sock'))\n"
        "attempt('fork', os.fork)\n"
        "attempt('exec', lambda: subprocess.run(['/bin/true']))\n"
        "attempt('setuid', lambda: os.setuid(0))\n"
        "attempt('kill', lambda: os.kill(1, 9))\n"
        "attempt('kill all', lambda: os.kill(-1, 9))\n"
    )
    report = graded(session, assignment, tmp_path, hostile)
    lines = report.output.stdout.splitlines()
    assert len(lines) == 27
    assert [line for line in lines if "DONE" in line] == []
    assert report.score == 20


# What is left of it


def test_nothing_is_left_after_the_end(engine: docker_sdk.APIClient, assignment: Assignment) -> None:
    """Closing a session returns when its container is gone, and the process that watched over it as well."""
    before = containers_of(engine, os.getpid())
    session = docker.start(assignment, ContainerSettings())
    (made,) = set(containers_of(engine, os.getpid())) - set(before)
    reapers = [pid for pid, command in children_of(os.getpid()).items() if "grader.sandbox.reaper" in command]
    session.close()
    assert containers_of(engine, os.getpid()) == before
    with pytest.raises(NotFound):
        engine.inspect_container(made)
    left = [pid for pid in reapers if Path(f"/proc/{pid}").exists()]
    assert len(reapers) - len(left) == 1


def test_a_killed_grade_leaves_nothing(engine: docker_sdk.APIClient, tmp_path: Path) -> None:
    """`kill -9` in mid-run: the container goes by itself, and the watching process ends after it."""
    endless = tmp_path / "endless.py"
    endless.write_text("while True: pass\n")
    begun = int(time.time())
    process = start_grade(tmp_path, str(endless))
    container = wait_for_start(engine, process, since=begun)
    watching = list(children_of(process.pid))
    process.kill()
    process.communicate()
    wait_until_gone(engine, container)
    assert containers_of(engine, process.pid) == []
    assert watching
    for pid in watching:
        wait_for_end(pid)


def test_a_grade_that_is_killed_in_mid_run_leaves_nothing(engine: docker_sdk.APIClient, tmp_path: Path) -> None:
    """While a submission computes, and resists every signal but one."""
    endless = tmp_path / "endless.py"
    endless.write_text("while True:\n    try:\n        while True: pass\n    except BaseException: pass\n")
    begun = int(time.time())
    process = start_grade(tmp_path, str(endless))
    container = wait_for_start(engine, process, since=begun)
    deadline = time.monotonic() + SOON_S
    while not any(int(row[0]) >= 61_000 for row in engine.top(container, "-eo uid,pid")["Processes"]):
        assert time.monotonic() < deadline, "no submission was started"
    process.kill()
    process.communicate()
    wait_until_gone(engine, container)
    assert containers_of(engine, process.pid) == []


def test_the_containers_own_end_needs_nobody_outside(engine: docker_sdk.APIClient, tmp_path: Path) -> None:
    """Where the watching process is killed as well, the end of the stream suffices."""
    endless = tmp_path / "endless.py"
    endless.write_text("while True: pass\n")
    begun = int(time.time())
    process = start_grade(tmp_path, str(endless))
    container = wait_for_start(engine, process, since=begun)
    (watching,) = children_of(process.pid)
    process.send_signal(signal.SIGSTOP)
    os.kill(watching, signal.SIGKILL)
    process.kill()
    process.communicate()
    wait_until_gone(engine, container)
    assert containers_of(engine, process.pid) == []


def test_a_container_that_was_never_started_is_removed(engine: docker_sdk.APIClient, tmp_path: Path) -> None:
    """`kill -9` between making and starting: nothing runs inside that could notice."""
    script = (
        "import os, sys, docker\n"
        "from grader.assignment import load_assignment\n"
        "from grader.sandbox.docker import ContainerSettings, start\n"
        "from pathlib import Path\n"
        "def die(self, container, *args, **kwargs):\n"
        "    print(container, flush=True)\n"
        "    os.kill(os.getpid(), 9)\n"
        "docker.APIClient.start = die\n"
        "start(load_assignment('hw4', search=(Path(sys.argv[1]),)), ContainerSettings())\n"
    )
    outcome = subprocess.run(
        [sys.executable, "-c", script, str(ROOT / "assignments")],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        cwd=tmp_path,
        stdout=subprocess.PIPE,
        text=True,
        check=False,
        timeout=SOON_S,
    )
    assert outcome.returncode == -signal.SIGKILL
    wait_until_gone(engine, outcome.stdout.strip())
    with pytest.raises(NotFound):
        engine.inspect_container(outcome.stdout.strip())


def test_a_container_without_a_caller_ends_when_its_lease_does(
    engine: docker_sdk.APIClient, assignment: Assignment, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A caller that is cut off without a sign: its connection stands, and nothing comes over it any more."""
    monkeypatch.setattr(docker, "LEASE_S", 2.0)
    before = containers_of(engine, os.getpid())
    session = docker.start(assignment, ContainerSettings())
    (made,) = set(containers_of(engine, os.getpid())) - set(before)
    # Told that the caller is there, it lives longer than its lease.
    with pytest.raises(Exception, match="Read timed out"):
        engine.wait(made, timeout=5, condition="removed")
    session._closed.set()
    wait_until_gone(engine, made)
    session.close()
    assert containers_of(engine, os.getpid()) == before


def test_a_container_that_is_removed_is_the_services_fault(
    engine: docker_sdk.APIClient, assignment: Assignment, tmp_path: Path
) -> None:
    """An operator's `docker rm -f` in mid-run: no grade, and the next session works."""
    before = containers_of(engine, os.getpid())
    with docker.start(assignment, ContainerSettings()) as session:
        session.open(assignment)
        (made,) = set(containers_of(engine, os.getpid())) - set(before)
        engine.remove_container(made, force=True)
        path = tmp_path / "submission.py"
        path.write_text(FORWARD)
        report = grade(Request(path=path, assignment=assignment), lambda: session)
    assert report.error is not None
    assert report.error.kind is ErrorKind.INTERNAL
    assert "This is no grade" in report.error.message


# Fresh containers


@pytest.mark.parametrize(("option", "expected"), [("--fresh", 2), ("--force", 1)])
def test_fresh_makes_a_container_for_each_submission(
    engine: docker_sdk.APIClient, tmp_path: Path, option: str, expected: int
) -> None:
    """Two submissions of a class, two containers; without --fresh both share one."""
    folder = tmp_path / "class"
    folder.mkdir()
    for name in ("ada", "bob"):
        (folder / f"{name}.py").write_text(FORWARD)
    begun = int(time.time())
    process = start_grade(tmp_path, str(folder), "--output", str(tmp_path / "out"), "--jobs", "2", option)
    output, errors = process.communicate(timeout=240)
    assert process.returncode == 0, output + errors
    assert (tmp_path / "out" / "grades.csv").read_text().count("ada") == 1
    label = f"{CALLER_LABEL}={socket.gethostname()}:{process.pid}"
    events = engine.events(
        since=begun, until=int(time.time()) + 1, filters={"label": label, "event": "create"}, decode=True
    )
    assert len(list(events)) == expected
    assert containers_of(engine, process.pid) == []


# What can go wrong


def test_a_runtime_that_the_engine_does_not_know_is_named(assignment: Assignment) -> None:
    """With those that it knows."""
    with pytest.raises(EngineError) as caught:
        docker.start(assignment, ContainerSettings(runtime="runsk"))
    assert caught.value.problem.startswith("The container engine knows no runtime 'runsk'; it knows ")
    assert "runc" in caught.value.problem
    assert "/etc/docker/daemon.json" in caught.value.mend


def test_a_runtime_that_it_knows_is_used(engine: docker_sdk.APIClient, assignment: Assignment) -> None:
    """Named by its name, it is what the engine says about the container."""
    before = containers_of(engine, os.getpid())
    with docker.start(assignment, ContainerSettings(runtime="runc")):
        (made,) = set(containers_of(engine, os.getpid())) - set(before)
        assert engine.inspect_container(made)["HostConfig"]["Runtime"] == "runc"


def test_a_kernel_that_cannot_hold_a_submission_is_refused(
    engine: docker_sdk.APIClient, assignment: Assignment, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As a runtime's own kernel may be: here the container's filter answers in its place that there is no Landlock."""
    profile = {
        "defaultAction": "SCMP_ACT_ALLOW",
        "syscalls": [{"names": ["landlock_create_ruleset"], "action": "SCMP_ACT_ERRNO", "errnoRet": 38}],
    }
    whole = docker.host_options

    def poorer(*arguments: Any) -> dict[str, Any]:
        options = whole(*arguments)
        return {**options, "security_opt": [*options["security_opt"], f"seccomp={json.dumps(profile)}"]}

    monkeypatch.setattr(docker, "host_options", poorer)
    before = containers_of(engine, os.getpid())
    with pytest.raises(EngineError) as caught:
        docker.start(assignment, ContainerSettings(runtime="runc"))
    assert caught.value.problem == (
        "A submission cannot be held in this container: the runtime runc does not offer Landlock."
    )
    assert "leave --runtime out" in caught.value.mend
    assert containers_of(engine, os.getpid()) == before


def test_without_the_image_grade_says_how_to_build_it(assignment: Assignment) -> None:
    """The command stands below what is missing."""
    with pytest.raises(EngineError) as caught:
        docker.start(assignment, ContainerSettings(image="pytorch-grader-none:0"))
    assert str(caught.value) == (
        "The container engine has no image pytorch-grader-none:0.\n"
        "`grader image build` builds it, in a minute or a few."
    )


def test_an_image_of_another_version_is_refused(engine: docker_sdk.APIClient, assignment: Assignment) -> None:
    """The same image with another label."""
    built = derive(engine, "pytorch-grader-test:other", 'LABEL grader.content="0123456789abcdef"')
    try:
        with pytest.raises(EngineError) as caught:
            docker.start(assignment, ContainerSettings(image=built))
    finally:
        engine.remove_image(built)
    assert caught.value.problem.startswith("The image pytorch-grader-test:other is of another version (")
    assert "content 0123456789ab; expected" in caught.value.problem
    assert caught.value.mend == "`grader image build` builds the one that belongs to this package."


def test_a_container_that_dies_at_once_says_what_it_said(engine: docker_sdk.APIClient, assignment: Assignment) -> None:
    """Its status, its last words, and the command that shows more."""
    built = derive(engine, "pytorch-grader-test:dying", 'CMD ["sh", "-c", "echo no such luck >&2; exit 7"]')
    before = containers_of(engine, os.getpid())
    try:
        with pytest.raises(EngineError) as caught:
            docker.start(assignment, ContainerSettings(image=built))
    finally:
        engine.remove_image(built)
    assert caught.value.problem == "The container ended at once (status 7). no such luck"
    assert caught.value.mend.startswith("`docker run --rm pytorch-grader-test:dying` shows how it starts")
    assert containers_of(engine, os.getpid()) == before


def test_a_container_that_cannot_start_is_removed(engine: docker_sdk.APIClient, assignment: Assignment) -> None:
    """The engine makes it and then finds no such program."""
    built = derive(engine, "pytorch-grader-test:empty", 'CMD ["/nowhere"]')
    before = containers_of(engine, os.getpid())
    try:
        with pytest.raises(EngineError, match="/nowhere"):
            docker.start(assignment, ContainerSettings(image=built))
    finally:
        engine.remove_image(built)
    assert containers_of(engine, os.getpid()) == before


def test_unusable_checks_are_told_with_the_callers_own_paths(tmp_path: Path) -> None:
    """The author has to find the file."""
    folder = tmp_path / "broken"
    (folder / "checks").mkdir(parents=True)
    (folder / "assignment.toml").write_text('title = "Broken"\n[[exercises]]\nid = "one"\ntitle = "One"\npoints = 1\n')
    (folder / "reference.py").write_text("raise ValueError('not today')\n")
    (folder / "checks" / "test_one.py").write_text("def test_one(): pass\n")
    assignment = load_assignment(str(folder), search=())
    with docker.start(assignment, ContainerSettings()) as session, pytest.raises(AssignmentUnusableError) as caught:
        session.open(assignment)
    assert str(folder / "reference.py") in str(caught.value)
    assert "/course" not in str(caught.value)


def derive(engine: docker_sdk.APIClient, tag: str, line: str) -> str:
    """The image with one more line."""
    dockerfile = io.BytesIO(f"FROM {IMAGE}\n{line}\n".encode())
    said = list(engine.build(fileobj=dockerfile, tag=tag, rm=True, decode=True))
    assert [message["error"] for message in said if "error" in message] == []
    return tag


def test_the_image_is_built_by_one_command(tmp_path: Path, container_image: str) -> None:
    """Nothing has changed since: every step comes from the cache, and the image is the same."""
    outcome = run_command(tmp_path, GRADER, "image", "build")
    assert outcome.returncode == 0, outcome.stderr
    found = re.fullmatch(r"(\S+) is built \((\d+) MB, in \d+ s\): (sha256:[0-9a-f]{12})\n", outcome.stdout)
    assert found is not None, outcome.stdout
    assert found[1] == IMAGE
    assert container_image.startswith(found[3])
    assert "Step 1/" in outcome.stderr


def test_building_needs_an_engine(tmp_path: Path) -> None:
    """Without one it ends as `grade` does."""
    outcome = run_command(tmp_path, GRADER, "image", "build", DOCKER_HOST=f"unix://{tmp_path}/none.sock")
    assert outcome.returncode == 3
    assert outcome.stderr.startswith("No container engine answers at")


def test_a_build_that_fails_says_why(tmp_path: Path) -> None:
    """The engine's own words, and where else to look for what it could not find."""
    outcome = run_command(tmp_path, GRADER, "image", "build", "--base-image", "Not A Name", "--tag", "grader-test:none")
    assert outcome.returncode == 3
    assert "The image could not be built: " in outcome.stderr
    assert "invalid reference format" in outcome.stderr
    assert "`grader image build --help` says how to name others" in outcome.stderr
    assert "Traceback" not in outcome.stderr


def test_grade_ends_with_status_3_without_an_engine(tmp_path: Path) -> None:
    """And says what to do, without a trace of Python."""
    outcome = run_grade(tmp_path, str(EXAMPLE), "--sandbox", "docker", DOCKER_HOST=f"unix://{tmp_path}/none.sock")
    assert outcome.returncode == 3
    assert outcome.stderr.startswith(f"No container engine answers at unix://{tmp_path}/none.sock: No such file")
    assert "sudo systemctl start docker" in outcome.stderr
    assert not (tmp_path / "report.json").exists()
