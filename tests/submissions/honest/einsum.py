# given cells left out; einsum everywhere
def forward(inputs):
    pre = torch.einsum("ni,ij->nj", inputs, W1) + B1
    hid = pre.clamp(min=0)
    return torch.einsum("nj,jk->nk", hid, W2).add(B2).sigmoid()


def backprop(inputs):
    pre = torch.einsum("ni,ij->nj", inputs, W1) + B1
    hid = pre.clamp(min=0)
    out = torch.einsum("nj,jk->nk", hid, W2).add(B2).sigmoid()
    d_out = 2.0 * (out - Y) * out * (1.0 - out)
    d_hid = torch.einsum("nk,jk->nj", d_out, W2)
    d_pre = torch.where(pre > 0, d_hid, torch.zeros_like(d_hid))
    return [
        torch.einsum("ni,nj->ij", inputs, d_pre),
        torch.einsum("nj->j", d_pre),
        torch.einsum("nj,nk->jk", hid, d_out),
        torch.einsum("nk->k", d_out),
    ]


class ToyModel(nn.Sequential):
    def __init__(self):
        super().__init__(nn.Linear(3, 4), nn.ReLU(), nn.Linear(4, 2), nn.Sigmoid())


torch.manual_seed(1)
model = ToyModel()
opt = torch.optim.Adam(model.parameters(), 0.2)
while True:
    opt.zero_grad()
    loss = F.mse_loss(model(X), Y)
    if loss < 0.009:
        break
    loss.backward()
    opt.step()

learning_rate_answer = """Yes it can, when the learning rate is so large that we jump over the valley."""
