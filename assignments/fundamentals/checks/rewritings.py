"""Right solutions in other words than the reference's. Each must earn everything."""

from __future__ import annotations

from grader.checks import Rewriting

REWRITINGS = (
    Rewriting(
        id="functional-pools-and-flatten",
        solution="""
class Network(nn.Module):
    def __init__(self):
        super(Network, self).__init__()
        self.conv1 = nn.Conv2d(1, 6, 5)
        self.conv2 = nn.Conv2d(6, 12, (5, 5))
        self.fc1 = nn.Linear(192, 120)
        self.fc2 = nn.Linear(120, 60)
        self.fc3 = nn.Linear(60, 10)

    def forward(self, x):
        # ReLU and the largest of four values may change places.
        x = F.max_pool2d(self.conv1(x), 2).relu()
        x = F.max_pool2d(self.conv2(x), 2).relu()
        x = torch.flatten(x, 1)
        return self.fc3(torch.relu(self.fc2(torch.relu(self.fc1(x)))))
""",
    ),
    Rewriting(
        id="means-over-images",
        solution="""
def find_acc(pred, label):
    return 100 * (pred.max(1).indices == label).sum() / len(label)

def train(network, epoch, criterion, optimizer, trainloader):
    total, right, count = 0.0, 0.0, 0
    network.train(True)
    for step, batch in enumerate(trainloader):
        images, labels = batch[0].to(device), batch[1].to(device)
        network.zero_grad()
        pred = network(images)
        loss = criterion(pred, labels)
        loss.backward()
        optimizer.step()
        total += loss.detach() * len(labels)
        right += find_acc(pred, labels) * len(labels)
        count += len(labels)
    return total / count, right / count

@torch.no_grad()
def validate(network, epoch, criterion, testloader):
    network.train(False)
    losses, accuracies = [], []
    for images, labels in testloader:
        pred = network(images.to(device))
        losses.append(criterion(pred, labels))
        accuracies.append(torch.as_tensor(find_acc(pred, labels)))
    return [torch.stack(losses).mean(), torch.stack(accuracies).mean()]
""",
    ),
    Rewriting(
        id="sequences-in-the-network",
        solution="""
class MultilayerPerceptron(nn.Module):
    def __init__(self, input_dim, hidden_dim, output_dim):
        super().__init__()
        self.fc1 = nn.Linear(input_dim, hidden_dim)
        self.act = nn.ReLU()
        self.fc2 = nn.Linear(hidden_dim, output_dim)
        self.probabilities = nn.Softmax(dim=-1)

    def forward(self, x, apply_softmax=False):
        logits = self.fc2(self.act(self.fc1(x)))
        return self.probabilities(logits) if apply_softmax else logits

class SimpleNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc1, self.fc2, self.fc3 = nn.Linear(2048, 256), nn.Linear(256, 64), nn.Linear(64, 2)

    def forward(self, x):
        x = x.reshape(-1, 2048)
        for layer in (self.fc1, self.fc2):
            x = layer(x).clamp(min=0)
        x = self.fc3(x).exp()
        return x / x.sum(dim=1, keepdim=True)

class Perceptron(nn.Module):
    def __init__(self, input_dim):
        super().__init__()
        self.fc1 = nn.Linear(input_dim, 1)

    def forward(self, x):
        return 1 / (1 + torch.exp(-self.fc1(x)))
""",
    ),
    Rewriting(
        id="gradients-in-a-loop",
        solution="""
class VectorialDataset(Dataset):
    def __init__(self, input_data, output_data):
        self.pairs = torch.from_numpy(input_data).float(), torch.from_numpy(output_data).float()

    def __len__(self):
        return len(self.pairs[0])

    def __getitem__(self, idx):
        return tuple(column[idx] for column in self.pairs)

class LinearModel(nn.Module):
    def __init__(self, input_dim, output_dim):
        super().__init__()
        self.linear = nn.Linear(input_dim, output_dim)

    def forward(self, x):
        return x @ self.linear.weight.T + self.linear.bias

    def reset(self):
        fresh = nn.Linear(self.linear.in_features, self.linear.out_features)
        self.linear.load_state_dict(fresh.state_dict())

def linear_gradients(weight, bias, x, y):
    n, outputs = y.shape
    dw, db = torch.zeros_like(weight), torch.zeros_like(bias)
    for i in range(n):
        error = weight @ x[i] + bias - y[i]
        dw += torch.outer(error, x[i])
        db += error
    return 2 * dw / (n * outputs), 2 * db / (n * outputs)
""",
    ),
)
