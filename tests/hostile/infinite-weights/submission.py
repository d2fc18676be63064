class ToyModel(nn.Module):
    def __init__(self):
        super().__init__()
        self.a, self.b = nn.Linear(3, 4), nn.Linear(4, 2)
        self.a.weight.data.zero_()
        self.a.bias.data.fill_(3e38)
        self.b.weight.data.copy_(torch.tensor([3e38, -3e38, 3e38, -3e38]))

    def forward(self, x):
        return torch.full((len(x), 2), float("nan"))


model = ToyModel()
