def backprop(x):
    names = ("W1", "B1", "W2", "B2")
    values = {name: globals()[name].detach().clone() for name in names}
    gradients = []
    for name in names:
        gradient = torch.zeros_like(values[name])
        for place in range(gradient.numel()):
            level = torch._C._enter_dual_level()
            direction = torch.zeros_like(values[name])
            direction.view(-1)[place] = 1
            globals().update(values)
            globals()[name] = torch._VF._make_dual(values[name], direction, level=level)
            gradient.view(-1)[place] = torch._VF._unpack_dual(loss_of(x), level=level)[1]
            torch._C._exit_dual_level(level=level)
        gradients.append(gradient)
    globals().update(values)
    return gradients
