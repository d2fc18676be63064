class ToyModel(nn.Module):
    def __init__(self):
        super().__init__()
        self.a, self.b = nn.Linear(3, 4), nn.Linear(4, 2)
        for number, parameter in enumerate(self.parameters()):
            parameter.data.fill_(3e38 * (-1) ** number)

    def forward(self, x):
        return self.a(x)[:, :2] * float("nan")


model = ToyModel()
