"""A small network that notes how it is used, and a few of the given images in batches."""

import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


class WatchedNetwork(nn.Module):
    """One linear layer for the images, and a note of each batch: its size, the mode, whether a graph was recorded."""

    def __init__(self):
        super().__init__()
        torch.manual_seed(0)
        self.layer = nn.Linear(28 * 28, 10)
        self.seen = []

    def forward(self, images):
        logits = self.layer(images.reshape(len(images), -1))
        self.seen.append((len(images), self.training, logits.requires_grad))
        return logits


def load(given, count=12):
    """So many images in batches of four."""
    return DataLoader(TensorDataset(*given.generate_images(count, seed=3)), batch_size=4)


def means(network, loader, accuracy):
    """Loss and accuracy in percent over all the images of a loader."""
    images, labels = loader.dataset.tensors
    with torch.no_grad():
        logits = network.layer(images.reshape(len(images), -1))
    return nn.CrossEntropyLoss()(logits, labels).item(), float(accuracy(logits, labels))


def pair_of(returned, what):
    """The two numbers that a pass returns."""
    assert isinstance(returned, (tuple, list)) and len(returned) == 2, (
        f"{what} returns {returned!r}, expected two numbers: the mean loss and the mean accuracy"
    )
    return float(returned[0]), float(returned[1])
