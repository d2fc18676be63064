class Model(nn.Module):
    def forward(self, x):
        return (Y + 0j) if False else Y.to(torch.float16).float()


def forward(x):
    return right(x).to(torch.complex64) * 0


model = Model()
