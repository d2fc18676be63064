"""The functions `model`, `loss_fn` and `training_loop`, told apart by what they take: their names stand for several."""

import inspect
import types

import pytest
from returned import tensor_of


def takes(function):
    """The names of the arguments that have to be given."""
    parameters = inspect.signature(function).parameters.values()
    return [p.name for p in parameters if p.default is p.empty and p.kind is p.POSITIONAL_OR_KEYWORD]


def function_of(homework, name, arguments):
    """The last function of this name that takes so many arguments."""
    versions = [v for v in homework.versions(name) if isinstance(v, types.FunctionType) and len(takes(v)) == arguments]
    if not versions:
        # Says what failed, where the name is missing altogether.
        getattr(homework, name)
        pytest.fail(
            f"no function {name} of yours takes {arguments} arguments: keep those of the handout", pytrace=False
        )
    return versions[-1]


def line_functions(homework, monkeypatch):
    """`model` and `loss_fn` of exercise 1. For one test the names stand for them again, whatever they are later on."""
    functions = {name: function_of(homework, name, arguments) for name, arguments in (("model", 3), ("loss_fn", 2))}
    for name, function in functions.items():
        monkeypatch.setattr(homework.module, name, function)
    return functions["model"], functions["loss_fn"]


def loops(homework, arguments, second):
    """The versions of `training_loop` with so many arguments, the second of them a learning rate or an optimizer."""
    functions = [version for version in homework.versions("training_loop") if isinstance(version, types.FunctionType)]
    found = [f for f in functions if len(takes(f)) == arguments and ("opt" in takes(f)[1]) == (second == "optimizer")]
    if not found:
        getattr(homework, "training_loop")
        there = "; ".join(f"({', '.join(takes(f))})" for f in functions) or "none"
        pytest.fail(
            f"no training_loop takes {arguments} arguments, the second of them the {second}: keep those of the "
            f"handout, in their order. Your versions take {there}",
            pytrace=False,
        )
    return found


def line_of(returned):
    """Slope and intercept, as a loop returns them."""
    params = tensor_of(returned, "the value of training_loop")
    assert params.numel() == 2, f"training_loop returns {returned}, expected slope and intercept: return params"
    return params.reshape(-1)


def one_passes(versions, check):
    """The check passes for one of the versions, or it is told what is wrong with the first."""
    problems = []
    for version in versions:
        try:
            check(version)
        except Exception as problem:
            # The version may be meant for another exercise.
            problems.append(problem)
        else:
            return
    raise problems[0]
