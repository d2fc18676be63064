"""The network from nn.Sequential: the names of its parameters, and what it computes."""

from small_network import check_outputs, check_parameters


def test_seq_model_has_numbers_for_names(homework):
    """nn.Linear(1, 13), nn.Tanh() and nn.Linear(13, 1) in a row."""
    network = homework.seq_model
    check_parameters(network, "seq_model", {"0.weight": (13, 1), "0.bias": (13,), "2.weight": (1, 13), "2.bias": (1,)})
    check_outputs(network, "seq_model")


def test_namedseq_model_has_the_names_of_the_handout(homework):
    """The same from an OrderedDict, with hidden_linear, hidden_activation and output_linear."""
    network = homework.namedseq_model
    layers = [name for name, _ in network.named_children()]
    asked = ["hidden_linear", "hidden_activation", "output_linear"]
    assert layers == asked, f"the modules of namedseq_model are called {layers}, expected {asked}, in this order"
    check_parameters(
        network,
        "namedseq_model",
        {
            "hidden_linear.weight": (13, 1),
            "hidden_linear.bias": (13,),
            "output_linear.weight": (1, 13),
            "output_linear.bias": (1,),
        },
    )
    check_outputs(network, "namedseq_model")
