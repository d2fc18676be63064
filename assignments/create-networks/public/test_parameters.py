"""Parameters set by hand, as they are when the homework has run."""

import torch
from networks import find_networks, layers_of


def test_the_first_weight_is_set(homework):
    """In a network 1 to 1 to 1, the weight of the first layer is -10."""
    networks = [layers_of(network) for network in find_networks(homework, 1, 1, 1)]
    weights = [layers[0].weight.item() for layers in networks]
    assert -10 in weights, (
        f"the first layer's weight is {weights[-1]:.4f}, expected -10: write model[0].weight[:] = -10, inside "
        "`with torch.no_grad():`. (model[0] is the first layer, model[1] the second.)"
    )


def test_nothing_else_of_it_is_set(homework):
    """The first bias and the second layer have what PyTorch drew for them: numbers from -1 to 1."""
    networks = [layers_of(network) for network in find_networks(homework, 1, 1, 1)]
    steep = [layers for layers in networks if layers[0].weight.item() == -10]
    assert steep, "set the weight of the first layer to -10, and nothing else"
    first, second = steep[-1]
    others = {"model[0].bias": first.bias, "model[1].weight": second.weight, "model[1].bias": second.bias}
    changed = [name for name, value in others.items() if abs(value.item()) > 1]
    assert not changed, f"{', '.join(changed)} was set too: change the weight of the first layer alone"


def test_the_last_layer_is_silent(homework):
    """In a network 100 to 50 to 1 to 1, weight and bias of the last layer are 0, so that the output is 0."""
    networks = find_networks(homework, 100, 50, 1, 1)
    outputs = torch.stack([network(torch.randn(5, 100)).abs().max() for network in networks])
    assert (outputs == 0).any(), (
        "the output is not 0 for every input: set weight and bias of model[2], both of them, inside "
        "`with torch.no_grad():`"
    )
    silent = layers_of(networks[int(outputs.argmin())])
    last = (silent[2].weight, silent[2].bias)
    assert not any(value.any() for value in last), "it is weight and bias of the last layer, model[2], that are to be 0"
    assert silent[0].weight.any() and silent[1].weight.any(), "leave the layers before the last as they are"
