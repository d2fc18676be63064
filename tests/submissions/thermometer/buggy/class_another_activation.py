import torch
import torch.nn as nn
import torch.optim as optim

# 12
class SubclassModel(nn.Module):
    def __init__(self):
        super().__init__()
        self.hidden_linear = nn.Linear(1, 13)
        self.hidden_activation = nn.Tanh()
        self.output_linear = nn.Linear(13, 1)

    def forward(self, input):
        hidden = self.hidden_linear(input)
        activated = torch.sigmoid(hidden)
        return self.output_linear(activated)
