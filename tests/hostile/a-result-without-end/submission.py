def forward(x):
    endless = []
    endless.append(endless)
    return endless


def backprop(x):
    part = [torch.zeros(1)] * 1_000_000
    return (part, part, part, part)


class Many(nn.Module):
    def forward(self, x):
        kept = [bytearray(1 << 20) for _ in range(1100)]
        return [bytes(b) for b in kept[:10]]


model = Many()
