def forward(x):
    for tensor in (x, W1, B1, W2, B2):
        tensor.zero_()
    return torch.full((len(x), 2), 0.5)
