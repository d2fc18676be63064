def forward(x):
    return [torch.ones(10 << 20) for _ in range(17)]
