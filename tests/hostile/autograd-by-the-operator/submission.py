def backprop(x):
    parameters = leaves()
    torch.ops.aten._backward(loss_of(x), parameters, torch.ones((), dtype=x.dtype))
    return [parameter.grad for parameter in parameters]
