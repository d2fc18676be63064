"""The network as a class whose activation is a function."""

from small_network import check_outputs, check_parameters


def test_the_layers_have_their_names(homework):
    """hidden_linear and output_linear, with 14 hidden units."""
    expected = {
        "hidden_linear.weight": (14, 1),
        "hidden_linear.bias": (14,),
        "output_linear.weight": (1, 14),
        "output_linear.bias": (1,),
    }
    check_parameters(homework.SubclassFunctionalModel(), "SubclassFunctionalModel()", expected)


def test_there_is_no_module_for_the_activation(homework):
    """Two modules, and tanh all the same."""
    network = homework.SubclassFunctionalModel()
    names = [name for name, _ in network.named_children()]
    assert len(names) == 2, (
        f"SubclassFunctionalModel() has the modules {names}: call torch.tanh in forward instead of nn.Tanh"
    )
    check_outputs(network, "SubclassFunctionalModel()")
