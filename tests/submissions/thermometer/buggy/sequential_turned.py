from collections import OrderedDict

import torch
import torch.nn as nn
import torch.optim as optim

# 11
seq_model = nn.Sequential(
    nn.Linear(13, 1),
    nn.Tanh(),
    nn.Linear(13, 1),
)
namedseq_model = nn.Sequential(
    OrderedDict(
        [
            ("hidden_linear", nn.Linear(1, 13)),
            ("hidden_activation", nn.Tanh()),
            ("output_linear", nn.Linear(13, 1)),
        ]
    )
)
