"""torch's largest library, loaded on a thread of its own while Python imports what needs nothing of it.

Loading it takes a fifth of a second, in which `import torch` holds Python's lock without needing it: a second processor
then has nothing to do. Python's other extension modules come first, because the system loads one library at a time, and
whoever imports one meanwhile waits.
"""

from __future__ import annotations

import contextlib
import ctypes
import importlib
import importlib.util
import os
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

#: Python modules that need nothing of torch: what the checker has of pytest, and what torch itself will import.
MODULES = "pytest _pytest.assertion _pytest.terminal multiprocessing.context asyncio unittest.mock ssl tarfile".split()
#: The extension modules that those import.
EXTENSIONS = """
    _asyncio _bisect _blake2 _bz2 _contextvars _csv _ctypes _datetime _decimal _hashlib _heapq _json _lzma
    _multiprocessing _opcode _pickle _posixshmem _posixsubprocess _queue _random _sha512 _socket _ssl _struct _typing
    _uuid array binascii cmath fcntl grp math mmap pyexpat select termios unicodedata zlib
""".split()
#: As torch/__init__.py loads them.
_LIBRARIES = {"libtorch_global_deps.so": os.RTLD_GLOBAL | os.RTLD_NOW, "libtorch_cpu.so": sys.getdlopenflags()}


@contextlib.contextmanager
def loading() -> Iterator[None]:
    """Load it while the block runs. Where that does not work, `import torch` does it, or says why not."""
    for name in EXTENSIONS:
        with contextlib.suppress(ImportError):
            importlib.import_module(name)
    thread = threading.Thread(target=_load, name="torch's library")
    thread.start()
    try:
        yield
    finally:
        # No thread may be running when this process forks.
        thread.join()


def _load() -> None:
    torch = importlib.util.find_spec("torch")
    if torch is None or torch.origin is None:
        return
    folder = Path(torch.origin).with_name("lib")
    # Called as a foreign function: opening a library by ctypes' own means keeps Python's lock.
    dlopen = ctypes.CDLL(None).dlopen
    dlopen.restype = ctypes.c_void_p
    for name, flags in _LIBRARIES.items():
        if not dlopen(os.fsencode(folder / name), flags):
            return
