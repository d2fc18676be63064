def forward(x):
    return torch.zeros(len(x), 2)
