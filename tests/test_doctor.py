"""The doctor's verdicts over made-up machines, and one look at the real one."""

from __future__ import annotations

import json
import socket
from dataclasses import replace
from pathlib import Path

import pytest

from grader import doctor, machine
from grader.doctor import Finding, State
from grader.machine import Capacity, Cgroup, Engine, Kernel, Machine, User

ROOT = Path(__file__).parent.parent


def a_machine() -> Machine:
    """A machine on which nothing is missing."""
    return Machine(
        python="3.11.7",
        kernel=Kernel(
            system="Linux",
            release="6.18.1",
            architecture="x86_64",
            landlock_abi=7,
            seccomp_filter=True,
            no_new_privs=True,
        ),
        seccomp_problem=None,
        user=User(uid=0, capabilities=frozenset({"KILL", "SETGID", "SETUID"}), closed_folders=()),
        cgroup=Cgroup(version=2, path="/graders", controllers=frozenset({"memory", "pids", "cpu"}), writable=True),
        rlimits=dict.fromkeys(doctor.RLIMITS_NEEDED),
        engine=Engine(version="28.1", runtimes=("runc", "runsc")),
        torch=f"{doctor.TORCH_VERSION}+cpu",
        capacity=Capacity(cores=8, memory_mib=16_000, disk_mib=50_000, disk_path="/scratch"),
    )


def the(name: str, on: Machine) -> Finding:
    """The finding of that name about that machine."""
    (found,) = (finding for finding in doctor.examine(on) if finding.name == name)
    return found


def test_a_machine_with_everything_needs_nothing() -> None:
    """Where every feature is there, each finding is ok and none has a remedy."""
    findings = doctor.examine(a_machine())
    assert {finding.state for finding in findings} == {State.OK}
    assert [finding.remedy for finding in findings if finding.remedy] == []
    assert doctor.exit_status(findings) == 0


def test_every_finding_that_is_not_ok_says_what_to_do() -> None:
    """A bare machine has no finding without a remedy, so that nobody is left with a bare no."""
    bare = Machine(
        python="3.11.7",
        kernel=Kernel(
            system="Darwin",
            release="25",
            architecture="riscv64",
            landlock_abi=0,
            seccomp_filter=False,
            no_new_privs=False,
        ),
        seccomp_problem=None,
        user=User(uid=501, capabilities=frozenset(), closed_folders=()),
        cgroup=Cgroup(version=0, path="", controllers=frozenset(), writable=False),
        rlimits={},
        engine=Engine(problem="no socket"),
        torch=None,
        capacity=Capacity(cores=1, memory_mib=512, disk_mib=10, disk_path="/scratch"),
    )
    findings = doctor.examine(bare)
    assert [f.name for f in findings if f.state is State.OK] == ["python", "cores"]
    assert [f.name for f in findings if f.state is not State.OK and not f.remedy] == []
    assert doctor.exit_status(findings) == 3


KERNEL = a_machine().kernel


@pytest.mark.parametrize(
    ("lacking", "name", "words"),
    [
        (replace(a_machine(), kernel=replace(KERNEL, system="FreeBSD")), "kernel", "use a Linux machine"),
        (replace(a_machine(), kernel=replace(KERNEL, architecture="i686")), "architecture", "x86_64 and aarch64"),
        (replace(a_machine(), kernel=replace(KERNEL, landlock_abi=0)), "landlock", "Use Linux 5.13 or newer"),
        (replace(a_machine(), kernel=replace(KERNEL, seccomp_filter=False)), "seccomp", "CONFIG_SECCOMP_FILTER"),
        (replace(a_machine(), seccomp_problem="no such library"), "seccomp", "apt install libseccomp2"),
        (replace(a_machine(), kernel=replace(KERNEL, no_new_privs=False)), "no new privileges", "Linux 3.5 or newer"),
        (replace(a_machine(), rlimits={"CPU": None}), "resource limits", "Use a Linux kernel that has them"),
        (replace(a_machine(), torch=None), "torch", f"pip install torch=={doctor.TORCH_VERSION}"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_without_a_foundation_the_local_sandbox_is_missing(lacking: Machine, name: str, words: str) -> None:
    """One missing foundation takes the sandbox away, is named there, and has its own remedy."""
    finding = the(name, lacking)
    assert finding.state is State.MISSING
    assert words in finding.remedy
    sandbox = the(doctor.LOCAL_SANDBOX, lacking)
    assert sandbox.state is State.MISSING
    assert sandbox.detail == f"cannot isolate a submission without {name}"
    assert doctor.exit_status(doctor.examine(lacking)) == 3


@pytest.mark.parametrize(
    ("limited", "name", "words"),
    [
        (replace(a_machine(), user=replace(a_machine().user, capabilities=frozenset({"KILL"}))), "user", "keeps"),
        (
            replace(a_machine(), user=replace(a_machine().user, closed_folders=("/home/ta",))),
            "user",
            "no other user can enter /home/ta",
        ),
        (replace(a_machine(), cgroup=replace(a_machine().cgroup, writable=False)), "control groups", "not writable"),
        (
            replace(a_machine(), cgroup=replace(a_machine().cgroup, controllers=frozenset({"cpu"}))),
            "control groups",
            "without memory and pids",
        ),
        (replace(a_machine(), cgroup=replace(a_machine().cgroup, version=0)), "control groups", "not mounted"),
        (replace(a_machine(), engine=Engine(problem="no socket")), "docker engine", "no answer: no socket"),
        (replace(a_machine(), capacity=replace(a_machine().capacity, memory_mib=900)), "memory", "3072 MiB wanted"),
        (replace(a_machine(), capacity=replace(a_machine().capacity, disk_mib=3)), "disk", "512 MiB wanted"),
    ],
)
def test_a_comfort_may_be_lacking_and_grading_goes_on(limited: Machine, name: str, words: str) -> None:
    """What is no foundation is reported as limited and takes no sandbox away."""
    finding = the(name, limited)
    assert finding.state is State.LIMITED
    assert words in finding.detail
    assert the(doctor.LOCAL_SANDBOX, limited).state is State.OK


def test_an_old_landlock_says_what_a_newer_kernel_would_add() -> None:
    """With ABI 2 the sandbox works; truncation, network, devices and signals are named as what is not held."""
    old = replace(a_machine(), kernel=replace(KERNEL, landlock_abi=2))
    finding = the("landlock", old)
    assert finding.state is State.LIMITED
    assert finding.remedy == (
        "A newer kernel adds: no file outside can be cut short (Linux 6.2); no TCP (Linux 6.7); no device control "
        "(Linux 6.10); no signals to processes outside, no abstract sockets (Linux 6.12)."
    )
    assert the(doctor.LOCAL_SANDBOX, old).detail == "works; see landlock above"


def test_another_torch_is_named_with_the_expected_one() -> None:
    """The message about a wrong torch holds both versions and the command."""
    finding = the("torch", replace(a_machine(), torch="2.12.1"))
    assert finding.state is State.LIMITED
    assert finding.detail.startswith("2.12.1, expected 2.13.0")
    assert finding.remedy == "Install it: python -m pip install torch==2.13.0"


def test_a_long_answer_of_the_engine_is_cut() -> None:
    """What the engine's client says is shown, but never a page of it."""
    finding = the("docker engine", replace(a_machine(), engine=Engine(problem="refused " * 200)))
    assert len(finding.detail) < 250


def test_the_table_keeps_to_its_width_and_sets_remedies_below() -> None:
    """No line is wider than a terminal, and a remedy follows the line that needs it."""
    findings = doctor.examine(replace(a_machine(), seccomp_problem="no such library", torch="1.0"))
    lines = doctor.render(findings).splitlines()
    assert max(len(line) for line in lines) <= 110
    (place,) = (number for number, line in enumerate(lines) if line.startswith("missing  seccomp"))
    assert lines[place].endswith("no filter can be built: no such library")
    assert lines[place + 1].lstrip().startswith("-> Install libseccomp")


def test_the_findings_are_json() -> None:
    """The document for programs holds plain values, and the sandboxes that work."""
    findings = doctor.examine(a_machine())
    document = json.loads(json.dumps(doctor.to_dict(findings)))
    assert document["sandboxes"] == [doctor.LOCAL_SANDBOX]
    assert document["findings"][0] == {"name": "kernel", "state": "ok", "detail": "Linux 6.18.1", "remedy": ""}
    assert len(document["findings"]) == len(findings)


def test_a_folder_closed_to_others_is_found_on_the_way(tmp_path: Path) -> None:
    """Not the installation's own mode decides, but the first folder above it that keeps others out."""
    inner = tmp_path / "private" / "lib" / "python"
    inner.mkdir(parents=True)
    for folder in (tmp_path, *tmp_path.parents[:-1], inner, inner.parent):
        if folder.owner() == tmp_path.owner():
            folder.chmod(folder.stat().st_mode | 0o011)
    (tmp_path / "private").chmod(0o700)
    assert str(tmp_path / "private") in machine.closed_to_others((inner,))
    (tmp_path / "private").chmod(0o755)
    assert str(tmp_path / "private") not in machine.closed_to_others((inner,))


def test_a_unified_control_group_is_read(tmp_path: Path) -> None:
    """Version 2: one line without controllers, what is offered stands in the group's own file."""
    group = tmp_path / "sys" / "graders" / "one"
    group.mkdir(parents=True)
    (tmp_path / "sys" / "cgroup.controllers").write_text("cpu memory pids\n", encoding="ascii")
    (group / "cgroup.controllers").write_text("memory pids\n", encoding="ascii")
    (group / "cgroup.procs").write_text("", encoding="ascii")
    membership = tmp_path / "cgroup"
    membership.write_text("0::/graders/one\n", encoding="utf-8")
    found = machine.read_cgroup(membership, tmp_path / "sys")
    assert found == Cgroup(version=2, path="/graders/one", controllers=frozenset({"memory", "pids"}), writable=True)


def test_split_control_groups_are_read(tmp_path: Path) -> None:
    """Version 1: a line a controller; named hierarchies without a controller are none."""
    membership = tmp_path / "cgroup"
    membership.write_text("5:cpu,cpuacct:/\n4:memory:/a:b\n3:name=systemd:/init\n0::/\n", encoding="utf-8")
    found = machine.read_cgroup(membership, tmp_path / "sys")
    assert found == Cgroup(version=1, path="/a:b", controllers=frozenset({"cpu", "cpuacct", "memory"}), writable=False)


def test_no_control_groups_at_all_is_an_answer(tmp_path: Path) -> None:
    """A system without the files is version 0, not an error."""
    found = machine.read_cgroup(tmp_path / "none", tmp_path / "sys")
    assert found == Cgroup(version=0, path="", controllers=frozenset(), writable=False)


def test_an_engine_that_is_not_there_is_a_problem_and_no_error(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A socket that does not exist gives its path and the reason."""
    monkeypatch.setenv("DOCKER_HOST", f"unix://{tmp_path}/none.sock")
    assert machine.ask_engine() == Engine(problem=f"{tmp_path}/none.sock: No such file or directory")


def test_a_malformed_engine_address_is_a_problem_and_no_error(monkeypatch: pytest.MonkeyPatch) -> None:
    """An address that nobody can read is reported as it stands."""
    monkeypatch.setenv("DOCKER_HOST", "carrier-pigeon://roof")
    found = machine.ask_engine()
    assert found.version is None
    assert "carrier-pigeon://roof" in str(found.problem)


def test_an_engine_that_never_answers_is_given_up(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Somebody listens and says nothing: a problem after the time limit, not a doctor that hangs."""
    monkeypatch.setattr(machine, "_DOCKER_TIMEOUT_S", 0.2)
    with socket.socket(socket.AF_UNIX) as silent:
        silent.bind(f"{tmp_path}/silent.sock")
        silent.listen()
        monkeypatch.setenv("DOCKER_HOST", f"unix://{tmp_path}/silent.sock")
        found = machine.ask_engine()
    assert "timed out" in str(found.problem)


def test_this_machine_can_be_looked_at() -> None:
    """The real probes answer: a kernel, a user, some memory, and Landlock and seccomp as plain facts."""
    found = machine.look()
    assert found.kernel.system == "Linux"
    assert found.kernel.release
    assert found.kernel.landlock_abi >= 0
    assert found.capacity.cores >= 1
    assert found.capacity.memory_mib > 0
    assert found.capacity.disk_mib > 0
    assert found.rlimits.keys() >= doctor.RLIMITS_NEEDED
    assert found.torch is not None
    findings = doctor.examine(found)
    assert len({finding.name for finding in findings}) == len(findings)
    assert doctor.exit_status(findings) in {0, 3}


def test_asking_for_seccomp_installs_nothing() -> None:
    """The probe asks with a null pointer: this process has no filter afterwards that it had not before."""
    before = Path("/proc/self/status").read_text(encoding="ascii").partition("Seccomp:")[2].split()[0]
    machine.look()
    after = Path("/proc/self/status").read_text(encoding="ascii").partition("Seccomp:")[2].split()[0]
    assert after == before


def test_the_expected_torch_is_the_one_that_the_project_installs() -> None:
    """The doctor's version and the dependency's cannot drift apart."""
    assert f'"torch=={doctor.TORCH_VERSION}"' in (ROOT / "pyproject.toml").read_text(encoding="utf-8")
