"""The container image: what it is made of, whether the engine has the right one, and how it is built."""

from __future__ import annotations

import hashlib
import io
import re
import tarfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from grader import __version__
from grader.errors import EngineError
from grader.sandbox.engine import connected, explained

if TYPE_CHECKING:
    from docker import APIClient

IMAGE = f"pytorch-grader:{__version__}"
VERSION_LABEL = "org.opencontainers.image.version"
#: Of the files below, so that an image which was built before one of them changed is not used.
CONTENT_LABEL = "grader.content"
BUILD_COMMAND = "grader image build"

#: The part of this package that runs in the sandbox, and the versions of what it needs. The same list is in
#: .dockerignore, for who builds by hand.
INSIDE = (
    "__init__.py",
    "errors.py",
    "model.py",
    "wire.py",
    "checks",
    "inside",
    "sandbox/packages.txt",
)
_PACKAGE = Path(__file__).resolve().parents[1]
#: A clone has it above the package, a wheel carries it inside.
_DOCKERFILES = (_PACKAGE.parent / "Dockerfile", _PACKAGE / "bundled" / "Dockerfile")
_BUILD_LIMIT_S = 3600
_LAST_LINES = 25
#: Colours and the cursor's movements: pip draws with them.
_ANSI = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipe:
    """How the image is to be built. What is None is as the Dockerfile says."""

    tag: str = IMAGE
    base_image: str | None = None
    #: Where pip looks for everything, where else, and where for torch.
    index_url: str | None = None
    extra_index_url: str | None = None
    torch_index: str | None = None
    #: The network of the steps; None: the engine's usual one, or the machine's own where the engine has none.
    network: str | None = None
    use_cache: bool = True

    @property
    def arguments(self) -> dict[str, str]:
        """The Dockerfile's arguments."""
        given = {
            "BASE_IMAGE": self.base_image,
            "PIP_INDEX_URL": self.index_url,
            "PIP_EXTRA_INDEX_URL": self.extra_index_url,
            "TORCH_INDEX": self.torch_index,
        }
        return {name: value for name, value in given.items() if value is not None}


@dataclass(frozen=True, slots=True, kw_only=True)
class BuiltImage:
    """What came of it."""

    id: str
    #: All layers together, those of the base image included.
    size_bytes: int


@dataclass(slots=True)
class _Log:
    """The engine's account of a build."""

    on_line: Callable[[str], None]
    lines: list[str] = field(default_factory=list)
    error: str = ""

    def add(self, message: Mapping[str, object]) -> None:
        self.error = self.error or str(message.get("error", ""))
        for piece in str(message.get("stream", "")).split("\n"):
            line = _ANSI.sub("", piece.rstrip("\r").rpartition("\r")[2]).rstrip()
            if line:
                self.lines.append(line)
                self.on_line(line)


def context_files() -> dict[str, bytes]:
    """Everything that the image is built from, by its path in the build context.

    Raises:
        EngineError: this installation has no Dockerfile.
    """
    files = {f"grader/{path.relative_to(_PACKAGE).as_posix()}": path.read_bytes() for path in _inside()}
    return {"Dockerfile": _dockerfile().read_bytes(), **files}


def content_hash() -> str:
    """64 hex digits that change with everything that the image is built from."""
    digest = hashlib.sha256()
    for name, content in sorted(context_files().items()):
        digest.update(f"{name}\0{len(content)}\0".encode())
        digest.update(content)
    return digest.hexdigest()


def labels() -> dict[str, str]:
    """What an image built from this package says about itself."""
    return {VERSION_LABEL: __version__, CONTENT_LABEL: content_hash()}


def find(client: APIClient, image: str = IMAGE) -> str:
    """The id of the image, which is there and was built from this very package.

    Raises:
        EngineError: it is not there, or is of another version.
    """
    from docker.errors import ImageNotFound

    with explained():
        try:
            about = client.inspect_image(image)
        except ImageNotFound as error:
            raise EngineError(
                f"The container engine has no image {image}.",
                mend=f"`{BUILD_COMMAND}` builds it, in a minute or a few.",
            ) from error
    actual, expected = about["Config"].get("Labels") or {}, labels()
    if any(actual.get(name) != value for name, value in expected.items()):
        has = f"{actual.get(VERSION_LABEL, 'no version')}, content {actual.get(CONTENT_LABEL, 'unknown')[:12]}"
        wanted = f"{__version__}, content {expected[CONTENT_LABEL][:12]}"
        raise EngineError(
            f"The image {image} is of another version ({has}; expected {wanted}).",
            mend=f"`{BUILD_COMMAND}` builds the one that belongs to this package.",
        )
    return str(about["Id"])


def build(recipe: Recipe, on_line: Callable[[str], None] = lambda _: None) -> BuiltImage:
    """Build the image.

    Args:
        recipe: how.
        on_line: is told each line that the engine, and what it runs, prints.

    Raises:
        EngineError: no engine, or a step failed.
    """
    log = _Log(on_line)
    with connected(_BUILD_LIMIT_S) as client:
        for message in client.build(
            fileobj=_context(),
            custom_context=True,
            tag=recipe.tag,
            buildargs=recipe.arguments,
            labels=labels(),
            network_mode=recipe.network or _network(client),
            nocache=not recipe.use_cache,
            rm=True,
            forcerm=True,
            decode=True,
        ):
            log.add(message)
        if log.error:
            raise _failed(log)
        about = client.inspect_image(recipe.tag)
        return BuiltImage(id=about["Id"], size_bytes=about["Size"])


def _failed(log: _Log) -> EngineError:
    if "no space left on device" in log.error.lower():
        mend = "The disk is full: `docker system df` says of what, `docker image prune` frees some."
    else:
        mend = f"It needs the base image and a package index: `{BUILD_COMMAND} --help` says how to name others."
    last = "".join(f"\n  {line}" for line in log.lines[-_LAST_LINES:])
    return EngineError(f"The image could not be built: {log.error[:500]}\nThe last lines were:{last}", mend=mend)


def _network(client: APIClient) -> str | None:
    """An engine that was started without a bridge can build on the machine's own network alone."""
    return None if client.networks(names=["bridge"]) else "host"


def _context() -> io.BytesIO:
    """The build context as an archive that is the same for the same files."""
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as archive:
        for name, content in sorted(context_files().items()):
            entry = tarfile.TarInfo(name)
            entry.size = len(content)
            entry.mode = 0o644
            archive.addfile(entry, io.BytesIO(content))
    buffer.seek(0)
    return buffer


def _dockerfile() -> Path:
    for path in _DOCKERFILES:
        if path.is_file():
            return path
    raise EngineError(
        f"This installation has no Dockerfile (looked for {' and '.join(str(path) for path in _DOCKERFILES)}).",
        mend="Install the package whole, or work in a clone of its repository.",
    )


def _inside() -> list[Path]:
    places = [_PACKAGE / name for name in INSIDE]
    found = [path for place in places for path in (sorted(place.rglob("*")) if place.is_dir() else [place])]
    return [path for path in found if path.is_file() and not _is_litter(path)]


def _is_litter(path: Path) -> bool:
    """What an interpreter or an editor left there."""
    return "__pycache__" in path.parts or path.name.startswith(".") or path.name.endswith("~")
