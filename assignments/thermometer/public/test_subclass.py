"""The network as a class."""

from small_network import check_outputs, check_parameters


def test_the_layers_have_their_names(homework):
    """hidden_linear and output_linear, with 13 hidden units."""
    expected = {
        "hidden_linear.weight": (13, 1),
        "hidden_linear.bias": (13,),
        "output_linear.weight": (1, 13),
        "output_linear.bias": (1,),
    }
    check_parameters(homework.SubclassModel(), "SubclassModel()", expected)


def test_forward_passes_the_input_through_them(homework):
    """The hidden layer, tanh, the output layer."""
    check_outputs(homework.SubclassModel(), "SubclassModel()")
