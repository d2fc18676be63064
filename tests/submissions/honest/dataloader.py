import torch
import torch.nn as nn
import torch.nn.functional as F
from torch.utils.data import DataLoader, TensorDataset

def forward(x): return torch.sigmoid(F.relu(x.mm(W1) + B1).mm(W2) + B2)

def backprop(x):
    z1 = x.mm(W1) + B1; h = F.relu(z1); y_hat = torch.sigmoid(h.mm(W2) + B2)
    z2_grad = 2 * (y_hat - Y) * y_hat * (1 - y_hat)
    z1_grad = z2_grad.mm(W2.t()) * (z1 >= 0).type_as(z1)
    return x.t().mm(z1_grad), z1_grad.sum(0), h.t().mm(z2_grad), z2_grad.sum(0)

learning_rate_answer = "Yes."

class ToyModel(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc1, self.fc2 = nn.Linear(3, 4), nn.Linear(4, 2)
    def forward(self, x): return self.fc2(self.fc1(x).relu()).sigmoid()

torch.manual_seed(2)
device = "cuda" if torch.cuda.is_available() else "cpu"
model = ToyModel().to(device)
loader = DataLoader(TensorDataset(X, Y), batch_size=10, shuffle=True, num_workers=0)
optimizer = torch.optim.Adam(model.parameters(), lr=0.1)
for epoch in range(300):
    for xb, yb in loader:
        xb, yb = xb.to(device), yb.to(device)
        optimizer.zero_grad()
        loss = F.mse_loss(model(xb), yb)
        loss.backward()
        optimizer.step()
    with torch.no_grad():
        if F.mse_loss(model(X), Y) < 0.008:
            break
model = model.cpu()
