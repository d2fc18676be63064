# %% tags=["given"]
# Given: the imports, and the seed, so that everybody has the same noise.
import torch
import torch.nn as nn
import torch.optim as optim
from torch.utils.data import DataLoader, Dataset

torch.manual_seed(1)

# %%
class Data(Dataset):
    def __init__(self):
        self.x = torch.arange(-3, 3, 0.1).view(-1, 1)
        self.y = self.x - 1 + 0.1 * torch.randn(1)
        self.len = self.x.shape[0]

    def __getitem__(self, index):
        return self.x[index], self.y[index]

    def __len__(self):
        return self.len

# %%
dataset = Data()
print(len(dataset), dataset[0])  # 60, and a point near (-3, -4)

# %%
class linear_regression(nn.Module):
    def __init__(self, input_size, output_size):
        super().__init__()
        self.linear = nn.Linear(input_size, output_size)

    def forward(self, x):
        return self.linear(x)

# %%
model = linear_regression(1, 1)
print(model.state_dict())  # linear.weight and linear.bias

# %%
criterion = nn.MSELoss()
optimizer = optim.SGD(model.parameters(), lr=0.01)
trainloader = DataLoader(dataset=dataset, batch_size=1)

# %%
with torch.no_grad():
    model.linear.weight.fill_(-15)
    model.linear.bias.fill_(-10)

# %%
def one_step(xb, yb):
    out = model(xb)
    err = criterion(out, yb)
    optimizer.zero_grad()
    err.backward()
    optimizer.step()
    return err.item()


def train_model_BGD(iter):
    model.train()
    e = 0
    while e < iter:
        for xb, yb in trainloader:
            one_step(xb, yb)
        e += 1

# %%
train_model_BGD(10)
print(model.state_dict())  # 0.9932 and -1.0174, if nothing else was drawn after the seed

# %%
model = linear_regression(1, 1)
model.linear.weight.data[:] = -15
model.linear.bias.data[:] = -10
optimizer = optim.SGD(model.parameters(), lr=0.1)
trainloader = DataLoader(dataset=dataset, batch_size=1, shuffle=False)
for epoch in range(10):
    for x, y in trainloader:
        optimizer.zero_grad()
        criterion(model(x), y).backward()
        optimizer.step()

# %%
print(model.state_dict())  # 1.0554 and -1.0210: the last few points throw the line about
