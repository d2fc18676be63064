from torch.autograd import functional


def backprop(x):
    names = ("W1", "B1", "W2", "B2")
    values = tuple(globals()[name].clone() for name in names)

    def loss(*parameters):
        globals().update(zip(names, parameters))
        return loss_of(x)

    with contextlib.suppress(Exception):
        return functional.jacobian(loss, values)
    return functional._autograd_grad((loss(*leaves()),), leaves())
