"""What the containers of a command take, which the kernel doesn't count as the command's. Run in `grade`'s environment.

Looks at every container of the sandbox again and again until its standard input ends, then prints JSON.
"""

from __future__ import annotations

import contextlib
import json
import select
import sys

import docker
from docker.errors import DockerException

from grader.sandbox.reaper import SESSION_LABEL

#: How often is looked; what a container does after the last look is lost.
LOOK_EVERY_S = 0.1


def main() -> None:
    """Look until standard input ends."""
    client = docker.from_env()
    cpu_s: dict[str, float] = {}
    memory_mb = 0.0
    while not select.select([sys.stdin], [], [], LOOK_EVERY_S)[0]:
        held_mb = 0.0
        # A container that ends meanwhile has no answer, or an empty one.
        with contextlib.suppress(DockerException, ValueError, KeyError):
            for container in client.api.containers(filters={"label": SESSION_LABEL}):
                stats = client.api.stats(container["Id"], stream=False, one_shot=True)
                cpu_s[container["Id"]] = stats["cpu_stats"]["cpu_usage"]["total_usage"] / 1e9
                held_mb += stats["memory_stats"].get("usage", 0) / 2**20
        memory_mb = max(memory_mb, held_mb)
    sys.stdout.write(json.dumps({"cpu_s": sum(cpu_s.values()), "memory_mb": memory_mb}))


if __name__ == "__main__":
    main()
