def forward(x):
    return right(x).mean(dim=0, keepdim=True).expand(len(x), 2)


TARGETS = Y.reshape(1, 20, 2)


class Spread(nn.Module):
    def forward(self, x):
        return TARGETS


model = Spread()
