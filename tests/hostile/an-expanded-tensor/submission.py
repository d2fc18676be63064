def forward(x):
    return torch.zeros(1).expand(9_000, 10_000)


def backprop(x):
    return [torch.zeros(1).expand(10**5, 10**5)] * 4
