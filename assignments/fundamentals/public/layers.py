"""The layers of a network by name."""


def check_layers(network, what, expected):
    """PyTorch finds these layers in the network, with weights of these shapes, and a bias for each."""
    actual = {name: tuple(parameter.shape) for name, parameter in network.named_parameters()}
    for name, shape in expected.items():
        assert f"{name}.weight" in actual, (
            f"{what} has no layer {name}: make it in __init__, after super().__init__(), as self.{name} = .... "
            f"PyTorch finds these parameters: {', '.join(actual) or 'none'}"
        )
        found = actual.pop(f"{name}.weight")
        assert found == shape, (
            f"the weight of {name} in {what} has the shape {found}, expected {shape}: outputs, then inputs"
        )
        assert actual.pop(f"{name}.bias", None) == shape[:1], (
            f"{name} in {what} has no bias for each of its {shape[0]} outputs"
        )
    assert not actual, f"{what} has more parameters than asked for: {', '.join(actual)}"
