"""Mistakes in networks, in parameters set by hand, and in trainings: known by the checks from what was made."""

from __future__ import annotations

from collections.abc import Mapping

from grader.checks import Misconception


def _made(id: str, exercise: str, message: str, edits: Mapping[str, str], *, staff: str = "") -> Misconception:
    return Misconception(id=id, exercise=exercise, message=message, staff_message=staff, edits=edits)


NETWORKS = (
    _made(
        "activation-between",
        "networks",
        "Something stands between the linear layers, such as nn.ReLU(): these networks are linear layers alone.",
        {
            "network_8_20_1 = make_network(8, 20, 1)": "network_8_20_1 = nn.Sequential("
            "nn.Linear(8, 20), nn.ReLU(), nn.Linear(20, 1))"
        },
    ),
    _made(
        "sizes-turned-round",
        "networks",
        "The sizes are the wrong way round: nn.Linear takes the number of inputs first, then that of outputs.",
        {"network_4_1 = nn.Linear(4, 1)": "network_4_1 = nn.Linear(1, 4)"},
    ),
    _made(
        "no-hidden-layer",
        "networks",
        "The hidden layer is missing: a layer leads from the inputs directly to the outputs.",
        {"network_8_20_1 = make_network(8, 20, 1)": "network_8_20_1 = make_network(8, 1)"},
    ),
    _made(
        "activation-at-end",
        "networks",
        "Something stands after the last layer, such as nn.ReLU() or nn.Sigmoid(): these networks are linear layers "
        "alone.",
        {"network_4_1 = nn.Linear(4, 1)": "network_4_1 = nn.Sequential(nn.Linear(4, 1), nn.Sigmoid())"},
    ),
    _made(
        "a-layer-left-out",
        "networks",
        "A layer is left out: the row of hidden features is shorter than in the table.",
        {"make_network(20, 50, 35, 10, 1)": "make_network(20, 50, 10, 1)"},
    ),
    _made(
        "hidden-size-wrong",
        "networks",
        "A hidden layer has another number of features than in the table.",
        {"network_8_20_1 = make_network(8, 20, 1)": "network_8_20_1 = make_network(8, 10, 1)"},
    ),
    _made(
        "layers-do-not-fit",
        "networks",
        "The layers stand in the wrong order: what one puts out is not what the next takes in, so that no data pass "
        "through.",
        {"network_3_2_2 = make_network(3, 2, 2)": "network_3_2_2 = nn.Sequential(nn.Linear(2, 2), nn.Linear(3, 2))"},
        staff="Told where the layers fit the other way round. A class may register its layers in any order.",
    ),
    _made(
        "no-bias",
        "networks",
        "The layers have no bias: they only multiply by their weights.",
        {"network_4_1 = nn.Linear(4, 1)": "network_4_1 = nn.Linear(4, 1, bias=False)"},
    ),
)
PARAMETERS = (
    _made(
        "bias-for-weight",
        "parameters",
        "The bias of layer 0 is -10, not its weight.",
        {"set_layer(steep[0], weight=-10)": "steep[0].bias.data[:] = -10"},
    ),
    _made(
        "other-layer",
        "parameters",
        "The weight of layer 1 is -10: layers are counted from 0, so the input layer is layer 0.",
        {"set_layer(steep[0], weight=-10)": "set_layer(steep[1], weight=-10)"},
    ),
    _made(
        "bias-forgotten",
        "parameters",
        "The weight of layer 2 is 0, but its bias is not: the output is that bias, whatever the input.",
        {"set_layer(silent[2], weight=0, bias=0)": "set_layer(silent[2], weight=0)"},
    ),
    _made(
        "weight-forgotten",
        "parameters",
        "The bias of layer 2 is 0, but its weight is not: the output still depends on the input.",
        {"set_layer(silent[2], weight=0, bias=0)": "silent[2].bias.data[:] = 0"},
    ),
    _made(
        "other-layer-zeroed",
        "parameters",
        "Another layer than the last one is 0: layers are counted from 0, so the last of three is layer 2.",
        {"set_layer(silent[2], weight=0, bias=0)": "set_layer(silent[1], weight=0, bias=0)"},
    ),
    _made(
        "sign-forgotten",
        "parameters",
        "The first weight is 10, where -10 was asked for.",
        {"set_layer(steep[0], weight=-10)": "set_layer(steep[0], weight=10)"},
    ),
    _made(
        "nothing-set",
        "parameters",
        "The network's first weight is as PyTorch drew it: a copy was changed, or another network.",
        {"set_layer(steep[0], weight=-10)": "copied = steep[0].weight.detach().clone()\n    copied[:] = -10"},
    ),
    _made(
        "another-network",
        "parameters",
        "The network has other layers than the one that was asked for.",
        {
            "silent = make_network(100, 50, 1, 1)\n    set_layer(silent[2], weight=0, bias=0)": "silent = "
            "make_network(100, 50, 1)\n    set_layer(silent[1], weight=0, bias=0)"
        },
    ),
    _made(
        "more-than-asked",
        "parameters",
        "More was set than was asked for: other parameters no longer have the values that PyTorch drew for them.",
        {"set_layer(steep[0], weight=-10)": "set_layer(steep[0], weight=-10, bias=-10)"},
        staff="Often a loop over all of model.parameters(), or a bias set along with the weight.",
    ),
)
TRAINING = (
    _made(
        "too-few-iterations",
        "iterations",
        "The training stops while the loss still falls.",
        {"((1, 1), 200, 0.01, optim.SGD)": "((1, 1), 60, 0.01, optim.SGD)"},
    ),
    _made(
        "rate-for-iterations",
        "iterations",
        "The learning rate was changed: here it stays 0.01, and only the number of iterations is raised.",
        {"((1, 1), 200, 0.01, optim.SGD)": "((1, 1), 30, 0.1, optim.SGD)"},
    ),
    _made(
        "layer-forgotten",
        "hidden-layer",
        "The network that the optimizer changes is still the single layer from one input to one output.",
        {"((1, 10, 1), 150, 0.01, optim.SGD)": "((1, 1), 150, 0.01, optim.SGD)"},
    ),
    _made(
        "hidden-layer-diverges",
        "hidden-layer",
        "The training diverges: the loss grows instead of falling. Is the learning rate too large for this network?",
        {"((1, 10, 1), 150, 0.01, optim.SGD)": "((1, 10, 1), 150, 1.0, optim.SGD)"},
    ),
    _made(
        "rate-still-converges",
        "learning-rate",
        "With this learning rate the loss still falls: the limit lies higher.",
        {"((1, 1), 250, 1.0, optim.SGD)": "((1, 1), 250, 0.3, optim.SGD)"},
    ),
    _made(
        "rate-far-above",
        "learning-rate",
        "The loss grows with this learning rate, and with much smaller ones too: the limit lies lower.",
        {"((1, 1), 250, 1.0, optim.SGD)": "((1, 1), 250, 3.0, optim.SGD)"},
    ),
    _made(
        "rate-changed-too",
        "adaptive-optimizer",
        "The learning rate was changed: it stays 1.5, and only the optimizer is exchanged.",
        {"((1, 1), 75, 1.5, optim.Adam)": "((1, 1), 75, 0.15, optim.Adam)"},
    ),
    _made(
        "optimizer-not-exchanged",
        "adaptive-optimizer",
        "No optimizer that adapts made a step: SGD still trains. Exchange it, and use the new one in the loop.",
        {"((1, 1), 75, 1.5, optim.Adam)": "((1, 1), 75, 1.5, optim.SGD)"},
    ),
    _made(
        "momentum-alone",
        "adaptive-optimizer",
        "SGD with momentum does not adapt: its learning rate stays the same for all parameters. Take another class.",
        {
            "((1, 1), 75, 1.5, optim.Adam)": "((1, 1), 75, 1.5, lambda parameters, lr: "
            "optim.SGD(parameters, lr=lr, momentum=0.9))"
        },
    ),
)
