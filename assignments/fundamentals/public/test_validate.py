"""A pass that validates, on twelve of the given images in three batches."""

import torch
from passes import WatchedNetwork, load, means, pair_of
from torch import nn


def test_every_batch_is_seen_once_and_nothing_is_learned(homework, given):
    """Three batches in evaluation mode, without a graph, and the same parameters as before."""
    network, loader = WatchedNetwork(), load(given)
    before = network.layer.weight.detach().clone()
    homework.validate(network, 1, nn.CrossEntropyLoss(), loader)
    batches = [size for size, _, _ in network.seen]
    assert batches == [4, 4, 4], (
        f"the network got {len(batches)} batches of a loader of three: let one loop go through testloader, and "
        "return after the loop"
    )
    assert not any(training for _, training, _ in network.seen), (
        "call network.eval() first: the network is in training mode"
    )
    assert not any(recorded for _, _, recorded in network.seen), (
        "a graph is recorded: put the loop inside torch.no_grad()"
    )
    assert torch.equal(before, network.layer.weight), "the parameters have changed: nothing is learned here"


def test_the_means_are_those_of_the_batches(homework, given):
    """They are of a size, so that these are the means over all images."""
    network, loader = WatchedNetwork(), load(given)
    loss, accuracy = pair_of(homework.validate(network, 1, nn.CrossEntropyLoss(), loader), "validate")
    expected_loss, expected_accuracy = means(network, loader, homework.find_acc)
    assert abs(loss - expected_loss) < 1e-3 and abs(accuracy - expected_accuracy) < 0.01, (
        f"validate returns {loss:.4f} and {accuracy:.2f}, expected {expected_loss:.4f} and "
        f"{expected_accuracy:.2f}: add up loss and accuracy of all batches and divide by the number of batches of "
        "testloader"
    )
