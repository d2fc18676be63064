def forward(x):
    return torch.full((len(x), 2), float("nan"))
