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
    walk(loss.grad_fn, torch.ones((), dtype=x.dtype), into)
    return [into[id(parameter)] for parameter in parameters]
