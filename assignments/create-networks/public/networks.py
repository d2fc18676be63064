"""Networks of linear layers: finding them among everything that the homework made."""

from torch import nn


def layers_of(module):
    """The linear layers in a module, in their order."""
    return [layer for layer in module.modules() if isinstance(layer, nn.Linear)]


def sizes_of(module):
    """The number of inputs, then of each layer's outputs: [3, 2, 2]."""
    layers = layers_of(module)
    return [layers[0].in_features, *(layer.out_features for layer in layers)] if layers else []


def find_networks(homework, *sizes):
    """Every network of these sizes that had a name outside any function, the first one first."""
    made = homework.modules()
    found = [module for module in made if sizes_of(module) == list(sizes)]
    others = sorted({" to ".join(map(str, sizes_of(module))) for module in made if sizes_of(module)})
    assert found, (
        f"there is no network {' to '.join(map(str, sizes))}: make it of linear layers and give it a name outside any "
        f"function, such as model. Your networks: {'; '.join(others) or 'none'}"
    )
    return found
