class Loss(torch.autograd.Function):
    @staticmethod
    def forward(context, x, *parameters):
        context.save_for_backward(x)
        return torch.zeros(())

    @staticmethod
    def backward(context, gradient):
        (x,) = context.saved_tensors
        with torch.enable_grad():
            inner = leaves()
            loss = loss_of(x)
        return (None, *torch.autograd.grad(loss, inner))


def backprop(x):
    parameters = leaves()
    outer = Loss.apply(x, *parameters)
    return torch._C._autograd and torch.autograd.Variable._execution_engine.run_backward(
        (outer,), (torch.ones(()),), False, False, tuple(parameters), False, False
    )
