"""The reference of thermometer reproduces the numbers that the courses' documents print.

All but those of trainings that begin with random weights without a seed, of which there are three in each document.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import torch
from torch import Tensor, nn

from grader.inside.reference import load_reference

ROOT = Path(__file__).parents[2]
GIVEN = ROOT / "assignments" / "thermometer" / "given.py"
REFERENCE = ROOT / "reference" / "thermometer.py"

#: Half of the fourth decimal.
FOUR_DECIMALS = 0.5e-4 + 1e-6
#: The documents were printed by older versions of the library, whose sums run in another order: over some thousand
#: steps in float32 that shows in the sixth decimal.
SUMMED_OTHERWISE = 5e-6

#: Epoch -> the loss before its step, as printed.
BY_HAND = {
    1: 80.364342,
    2: 37.574917,
    3: 30.871077,
    10: 29.030487,
    11: 28.941875,
    99: 22.214186,
    100: 22.148710,
    4000: 2.927680,
    5000: 2.927648,
}
WITH_AUTOGRAD = {
    500: 7.860116,
    1000: 3.828538,
    1500: 3.092191,
    2000: 2.957697,
    2500: 2.933134,
    3000: 2.928648,
    3500: 2.927830,
    4000: 2.927679,
    4500: 2.927652,
    5000: 2.927647,
}
WITH_OPTIMIZER = {**WITH_AUTOGRAD, 500: 7.860118, 4000: 2.927680, 4500: 2.927651, 5000: 2.927648}
#: Epoch -> training loss, validation loss.
VALIDATED = {
    1: (93.96257781982422, 19.172250747680664),
    2: (30.066646575927734, 43.27933120727539),
    3: (24.354103088378906, 53.700531005859375),
    500: (11.108868598937988, 12.03146743774414),
    1000: (5.690493106842041, 0.8163924217224121),
    1500: (3.397932529449463, 1.738821268081665),
    2000: (2.4279325008392334, 5.815708160400391),
    2500: (2.017514944076538, 9.938664436340332),
    3000: (1.843862771987915, 13.242980003356934),
}
#: The split that the document prints is of another run than its losses: of all fifty-five, these two readings fit.
VALIDATION_SET = [6, 7]
TRAINING_SET = [index for index in range(11) if index not in VALIDATION_SET]

NAMES_AND_SHAPES = {
    "hidden_linear.weight": (13, 1),
    "hidden_linear.bias": (13,),
    "output_linear.weight": (1, 13),
    "output_linear.bias": (1,),
}
SUBCLASS_MODEL = """\
SubclassModel(
  (hidden_linear): Linear(in_features=1, out_features=13, bias=True)
  (hidden_activation): Tanh()
  (output_linear): Linear(in_features=13, out_features=1, bias=True)
)"""
FUNCTIONAL_MODEL = """\
SubclassFunctionalModel(
  (hidden_linear): Linear(in_features=1, out_features=14, bias=True)
  (output_linear): Linear(in_features=14, out_features=1, bias=True)
)"""


@pytest.fixture(autouse=True)
def one_thread() -> Iterator[None]:
    """Sums in one order, and the generator's state as it was before."""
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    with torch.random.fork_rng(devices=[]):
        yield
    torch.set_num_threads(threads)


@pytest.fixture
def thermometer() -> Any:
    """The reference, fresh, with the given names."""
    return load_reference(GIVEN, REFERENCE)


def start(*, requires_grad: bool = True) -> Tensor:
    """Slope 1, intercept 0."""
    return torch.tensor([1.0, 0.0], requires_grad=requires_grad)


def assert_printed(actual: Tensor, expected: Any, allowed: float = FOUR_DECIMALS) -> None:
    """The values are those that were printed."""
    torch.testing.assert_close(actual.detach(), torch.tensor(expected, dtype=actual.dtype), rtol=0, atol=allowed)


def shapes(module: nn.Module) -> dict[str, tuple[int, ...]]:
    """The parameters' names and shapes."""
    return {name: tuple(value.shape) for name, value in module.named_parameters()}


def test_the_first_loss_is_the_printed_one(thermometer: Any) -> None:
    """1763.8846 for a slope of 1 and an intercept of 0, but for the last bit of float32, which is 0.00012 there."""
    predicted = thermometer.model(thermometer.t_u, thermometer.w, thermometer.b)
    assert torch.equal(predicted, thermometer.t_u)
    loss = thermometer.loss_fn(predicted, thermometer.t_c)
    assert loss.shape == ()
    assert_printed(loss, 1763.8846, allowed=2e-4)


def test_one_naive_step_gives_the_printed_parameters(thermometer: Any) -> None:
    """First w by its rate of change and then, with the new w, b: -44.1730 and 46.0250.

    For b two losses near 5.8 million are subtracted, whose last bit is 0.5: 0.025 in b.
    """
    t_u, t_c, b, delta = thermometer.t_u, thermometer.t_c, thermometer.b, thermometer.delta
    w = thermometer.w - thermometer.learning_rate * thermometer.loss_rate_of_change_w

    def loss_at(b: Tensor) -> Tensor:
        loss: Tensor = thermometer.loss_fn(thermometer.model(t_u, w, b), t_c)
        return loss

    b = b - thermometer.learning_rate * (loss_at(b + delta) - loss_at(b - delta)) / (2 * delta)
    assert_printed(w, -44.1730)
    assert_printed(b, 46.0250, allowed=0.0251)


def test_the_gradient_by_hand_is_the_printed_one_and_autograds(thermometer: Any) -> None:
    """4517.2969 and 82.6000, and again so when autograd is asked."""
    t_u, t_c = thermometer.t_u, thermometer.t_c
    predicted = thermometer.model(t_u, thermometer.w, thermometer.b)
    by_hand = thermometer.grad_fn(t_u, t_c, predicted, thermometer.w, thermometer.b)
    assert_printed(by_hand, [4517.2969, 82.6000], allowed=5e-4)
    params = start()
    thermometer.loss_fn(thermometer.model(t_u, *params), t_c).backward()
    assert params.grad is not None
    assert_printed(params.grad, [4517.2969, 82.6000], allowed=5e-4)
    torch.testing.assert_close(params.grad, by_hand)
    assert params.grad.zero_().tolist() == [0.0, 0.0]


def test_the_rates_of_change_are_near_the_gradient(thermometer: Any) -> None:
    """The loss is a parabola in each parameter, so that only rounding is between the two."""
    rates = torch.stack([thermometer.loss_rate_of_change_w, thermometer.loss_rate_of_change_b])
    torch.testing.assert_close(rates, torch.tensor([4517.2969, 82.6000]), rtol=1e-4, atol=0)


def test_training_by_hand_prints_the_printed_losses(thermometer: Any) -> None:
    """On normalised readings: 80.364342, 37.574917, 30.871077 and so on to 2.927648, at 5.3671 and -17.3012."""
    losses: dict[int, float] = {}
    params = thermometer.train_by_hand(
        5000, 1e-2, start(requires_grad=False), thermometer.t_un, thermometer.t_c, log=losses.__setitem__
    )
    assert {epoch: losses[epoch] for epoch in BY_HAND} == pytest.approx(BY_HAND, rel=0, abs=SUMMED_OTHERWISE)
    assert_printed(params, [5.3671, -17.3012])


def test_training_with_autograd_prints_the_printed_losses(thermometer: Any) -> None:
    """Every five hundred epochs, and the parameters are trained in place."""
    losses: dict[int, float] = {}
    params = start()
    trained = thermometer.train_with_autograd(
        5000, 1e-2, params, thermometer.t_un, thermometer.t_c, log=losses.__setitem__
    )
    assert trained is params
    assert {epoch: losses[epoch] for epoch in WITH_AUTOGRAD} == pytest.approx(
        WITH_AUTOGRAD, rel=0, abs=SUMMED_OTHERWISE
    )
    assert_printed(params, [5.3671, -17.3012])


def test_training_with_an_optimizer_prints_the_printed_losses(thermometer: Any) -> None:
    """The same numbers from torch.optim.SGD, up to the last decimal of some."""
    losses: dict[int, float] = {}
    params = start()
    optimizer = torch.optim.SGD([params], lr=1e-2)
    thermometer.train_with_optimizer(5000, optimizer, params, thermometer.t_un, thermometer.t_c, log=losses.__setitem__)
    found = {epoch: losses[epoch] for epoch in WITH_OPTIMIZER}
    assert found == pytest.approx(WITH_OPTIMIZER, rel=0, abs=SUMMED_OTHERWISE)
    assert_printed(params, [5.3671, -17.3012])


def test_one_step_with_a_tiny_rate_gives_the_printed_parameters(thermometer: Any) -> None:
    """1.0008 and 1.0640e-04 after a step of 1e-5 on normalised readings."""
    params = start()
    optimizer = torch.optim.SGD([params], lr=1e-5)
    thermometer.train_with_optimizer(1, optimizer, params, thermometer.t_un, thermometer.t_c)
    assert_printed(params[0], 1.0008)
    assert_printed(params[1], 1.0640e-04, allowed=0.5e-8)


def test_adam_bears_readings_as_they_are(thermometer: Any) -> None:
    """With 0.1 and two thousand epochs it comes to the line of the least squares, without any normalising."""
    params = start()
    optimizer = torch.optim.Adam([params], lr=1e-1)
    thermometer.train_with_optimizer(2000, optimizer, params, thermometer.t_u, thermometer.t_c)
    assert_printed(params, [0.5368, -17.3048], allowed=2e-2)


def test_training_with_a_validation_set_prints_the_printed_losses(thermometer: Any) -> None:
    """Both losses at nine epochs, and 5.8612 and -20.4629 in the end."""
    losses: dict[int, tuple[float, float]] = {}

    def log(epoch: int, training: float, validation: float) -> None:
        losses[epoch] = training, validation

    t_un, t_c = thermometer.t_un, thermometer.t_c
    params = start()
    thermometer.train_and_validate(
        3000,
        torch.optim.SGD([params], lr=1e-2),
        params,
        t_un[TRAINING_SET],
        t_un[VALIDATION_SET],
        t_c[TRAINING_SET],
        t_c[VALIDATION_SET],
        log=log,
    )
    for epoch, expected in VALIDATED.items():
        assert losses[epoch] == pytest.approx(expected, rel=3e-6, abs=0)
    assert_printed(params, [5.8612, -20.4629])


def test_readings_as_they_are_make_the_training_diverge(thermometer: Any) -> None:
    """With 0.01 the loss is infinite within a hundred epochs, and the loop ends there; with 0.0001 it falls."""
    losses: dict[int, float] = {}
    params = thermometer.train_by_hand(
        100, 1e-2, start(requires_grad=False), thermometer.t_u, thermometer.t_c, log=losses.__setitem__
    )
    last = max(losses)
    assert last < 100
    assert losses[last] == float("inf")
    assert all(
        later > earlier for earlier, later in zip(list(losses.values())[:-1], list(losses.values())[1:], strict=True)
    )
    assert not params.isnan().any()

    thermometer.train_by_hand(
        100, 1e-4, start(requires_grad=False), thermometer.t_u, thermometer.t_c, log=losses.__setitem__
    )
    assert losses[100] < losses[2] < losses[1]


def test_the_best_line_is_the_printed_one(thermometer: Any) -> None:
    """What the first document computes by least squares: -17.3047855, 0.5367719, and a mean squared error of 2.93."""
    design = torch.stack([torch.ones(11), thermometer.t_u], dim=1).double()
    t_c = thermometer.t_c.double()
    solution = torch.linalg.lstsq(design, t_c).solution
    # The readings are given in float32, so that the last of the seven printed decimals is not to be had.
    assert_printed(solution, [-17.3047855, 0.5367719], allowed=2e-6)
    assert f"{(design @ solution - t_c).square().mean():.2f}" == "2.93"


def test_a_validation_pass_records_no_graph(thermometer: Any) -> None:
    """Tensors that cannot be recorded are welcome as a validation set, and refused as a training set."""
    with torch.inference_mode():
        readings, temperatures = torch.ones(2), torch.zeros(2)
    t_un, t_c = thermometer.t_un, thermometer.t_c
    params = start()
    optimizer = torch.optim.SGD([params], lr=1e-2)
    thermometer.train_and_validate(2, optimizer, params, t_un, readings, t_c, temperatures)
    with pytest.raises(RuntimeError, match="Inference tensors cannot be saved for backward"):
        thermometer.train_and_validate(2, optimizer, params, readings, t_un, temperatures, t_c)


def test_a_linear_module_computes_the_printed_outputs(thermometer: Any) -> None:
    """With the printed weight and bias, whose rounding shows in the last decimal."""
    module = nn.Linear(1, 1)
    with torch.no_grad():
        module.weight.fill_(-0.2770)
        module.bias.fill_(-0.7339)
    outputs = module(thermometer.t_c.unsqueeze(1)[:3])
    assert_printed(outputs, [[-0.8724], [-4.6115], [-4.8885]], allowed=15 * FOUR_DECIMALS)


def test_the_modules_have_the_printed_names_and_shapes(thermometer: Any) -> None:
    """Numbered without names; the named one and the class agree; the functional twin has fourteen units."""
    numbered = dict(zip(["0.weight", "0.bias", "2.weight", "2.bias"], NAMES_AND_SHAPES.values(), strict=True))
    assert shapes(thermometer.seq_model) == numbered
    assert shapes(thermometer.namedseq_model) == NAMES_AND_SHAPES
    assert shapes(thermometer.SubclassModel()) == NAMES_AND_SHAPES
    assert [value.numel() for value in thermometer.SubclassModel().parameters()] == [13, 13, 13, 1]
    assert repr(thermometer.SubclassModel()) == SUBCLASS_MODEL
    assert repr(thermometer.SubclassFunctionalModel()) == FUNCTIONAL_MODEL
    assert thermometer.namedseq_model.output_linear.bias.shape == (1,)


def test_the_functional_twin_computes_as_the_class_does(thermometer: Any) -> None:
    """With the same parameters, widened by a unit that counts nothing."""
    subclass, functional = thermometer.SubclassModel(), thermometer.SubclassFunctionalModel()
    with torch.no_grad():
        for name, value in functional.named_parameters():
            value.zero_()
            own = dict(subclass.named_parameters())[name]
            value[tuple(slice(size) for size in own.shape)].copy_(own)
    x = torch.linspace(-2, 9, 30).unsqueeze(1)
    torch.testing.assert_close(functional(x), subclass(x))


def test_a_module_is_trained_to_the_best_line(thermometer: Any) -> None:
    """From any start: two thousand epochs with momentum on all readings end at the line of the least squares."""
    torch.manual_seed(0)
    inputs, outputs = thermometer.t_un.unsqueeze(1), thermometer.t_c.unsqueeze(1)
    module = nn.Linear(1, 1)
    optimizer = torch.optim.SGD(module.parameters(), lr=1e-2, momentum=0.9)
    thermometer.train_module(2000, optimizer, module, nn.MSELoss(), inputs, inputs[:2], outputs, outputs[:2])
    assert_printed(module.weight.reshape(()), 5.3677, allowed=1e-3)
    assert_printed(module.bias.reshape(()), -17.3048, allowed=5e-3)


def test_loading_trains_nothing_and_leaves_the_last_loop(thermometer: Any) -> None:
    """The checker loads the reference often; `training_loop` is the loop of the last exercise, as in the course."""
    assert not hasattr(thermometer, "params")
    assert thermometer.training_loop is thermometer.train_module
