class Endless:
    def __repr__(self):
        return "x" * (60 << 20)

    __str__ = __repr__

    def double(self):
        raise ValueError(repr(self))


def forward(x):
    return Endless()
