def backprop(x):
    parameters = tuple(leaves())
    engine = torch._C._EngineBase() if False else torch.autograd.Variable._execution_engine
    one = torch.ones((), dtype=x.dtype)
    return engine.run_backward((loss_of(x),), (one,), False, False, parameters, False, False)
