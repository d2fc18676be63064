sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))


def forward(x):
    return torch.zeros(len(x), 2)


def backprop(x):
    return (torch.zeros(3, 4), torch.zeros(4), torch.zeros(4, 2), torch.zeros(2))
