"""A pass that trains, on twelve of the given images in three batches."""

from passes import WatchedNetwork, load, means, pair_of
from torch import nn, optim


def train(homework, given, lr):
    """The network after one pass, and what the pass returned."""
    network, loader = WatchedNetwork(), load(given)
    # As a validation leaves it.
    network.eval()
    optimizer = optim.SGD(network.parameters(), lr=lr)
    returned = homework.train(network, 1, nn.CrossEntropyLoss(), optimizer, loader)
    return network, loader, pair_of(returned, "train")


def test_every_batch_is_seen_once(homework, given):
    """Three batches of four images, in training mode."""
    network, _, _ = train(homework, given, lr=0.01)
    batches = [size for size, _, _ in network.seen]
    assert batches == [4, 4, 4], (
        f"the network got {len(batches)} batches of a loader of three: let one loop go through trainloader, and "
        "return after the loop"
    )
    assert all(training for _, training, _ in network.seen), (
        "the network is not in training mode: call network.train() first"
    )


def test_every_batch_makes_a_step(homework, given):
    """The optimizer steps once for each."""
    steps = []
    network, loader = WatchedNetwork(), load(given)
    optimizer = optim.SGD(network.parameters(), lr=0.01)
    optimizer.register_step_post_hook(lambda *_: steps.append(1))
    homework.train(network, 1, nn.CrossEntropyLoss(), optimizer, loader)
    assert len(steps) == 3, (
        f"the optimizer made {len(steps)} steps for three batches: zero_grad(), backward() and step() belong into "
        "the loop"
    )


def test_the_means_are_those_of_the_batches(homework, given):
    """With a learning rate of 0 nothing moves, so that the means over the batches are those over all images."""
    network, loader, (loss, accuracy) = train(homework, given, lr=0.0)
    expected_loss, expected_accuracy = means(network, loader, homework.find_acc)
    assert abs(loss - expected_loss) < 1e-3, (
        f"train returns the loss {loss:.4f}, expected {expected_loss:.4f}: add up the losses of all batches and "
        "divide by the number of batches of trainloader"
    )
    assert abs(accuracy - expected_accuracy) < 0.01, (
        f"train returns the accuracy {accuracy:.2f}, expected {expected_accuracy:.2f} percent: add up find_acc of "
        "all batches and divide by the number of batches of trainloader"
    )
