import torch
import torch.nn as nn
import torch.optim as optim

# 12
class SubclassModel(nn.Module):
    def __init__(self):
        super().__init__()
        self.hidden_linear = nn.Linear(1, 16)
        self.hidden_activation = nn.Tanh()
        self.output_linear = nn.Linear(16, 1)

    def forward(self, input):
        hidden = self.hidden_linear(input)
        activated = self.hidden_activation(hidden)
        return self.output_linear(activated)
