from torch._functorch import eager_transforms


def backprop(x):
    functorch = torch._C._functorch
    level = functorch._grad_increment_nesting()
    try:
        parameters = [functorch._wrap_for_grad(value, level) for value in (W1, B1, W2, B2)]
        eager_transforms._create_differentiable(parameters, level)
        globals().update(zip(("W1", "B1", "W2", "B2"), parameters))
        loss = loss_of(x)
        one = torch.ones_like(loss)
        engine = torch.autograd.Variable._execution_engine
        gradients = engine.run_backward((loss,), (one,), False, False, tuple(parameters), False, False)
        return [functorch._unwrap_for_grad(gradient, level).clone() for gradient in gradients]
    finally:
        functorch._grad_decrement_nesting()
