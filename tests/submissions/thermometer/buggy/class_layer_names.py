import torch
import torch.nn as nn
import torch.optim as optim

# 12
class SubclassModel(nn.Module):
    def __init__(self):
        super().__init__()
        self.hidden_linear = nn.Linear(1, 13)
        self.hidden_activation = nn.Tanh()
        self.out = nn.Linear(13, 1)

    def forward(self, input):
        hidden = self.hidden_linear(input)
        activated = self.hidden_activation(hidden)
        return self.out(activated)
