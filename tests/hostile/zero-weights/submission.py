class ToyModel(nn.Module):
    def __init__(self):
        super().__init__()
        self.a, self.b = nn.Linear(3, 4), nn.Linear(4, 2)
        for parameter in self.parameters():
            parameter.data.zero_()

    def forward(self, x):
        return torch.full((len(x), 2), 0.5)


model = ToyModel()
