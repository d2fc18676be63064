"""Right solutions in other words than the reference's. Each must earn everything."""

from __future__ import annotations

from grader.checks import Rewriting

REWRITINGS = (
    Rewriting(
        id="points-as-one-table",
        solution="""
class Data(Dataset):
    def __init__(self):
        inputs = torch.linspace(-3, 2.9, 60).reshape(60, 1)
        self.table = torch.cat([inputs, torch.normal(inputs - 1, 0.1)], dim=1)

    def __getitem__(self, index):
        return self.table[index, :1], self.table[index, 1:]

    def __len__(self):
        return len(self.table)
""",
    ),
    Rewriting(
        id="no-derivation-from-dataset",
        edits={"class Data(Dataset[tuple[Tensor, Tensor]]):": "class Data:"},
    ),
    Rewriting(
        id="parameters-by-hand",
        solution="""
class linear_regression(nn.Module):
    def __init__(self, input_size, output_size):
        super().__init__()
        self.linear = nn.Linear(in_features=input_size, out_features=output_size)

    def forward(self, x):
        return x @ self.linear.weight.T + self.linear.bias
""",
    ),
    Rewriting(
        id="a-loop-of-its-own",
        solution="""
def train_model_BGD(iter):
    losses = []
    for epoch in range(iter):
        for batch in trainloader:
            inputs, targets = batch
            optimizer.zero_grad(set_to_none=False)
            loss = criterion(model.forward(inputs), targets)
            losses.append(loss.item())
            loss.backward()
            optimizer.step()
    return losses
""",
    ),
)
