"""A catalogue explains a wrong value by one mistake, or by two, and never explains what is right."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
import torch
from torch import Tensor

from grader.checks import Catalogue, Evidence, Explainer, Misconception, StudentFaultError, by_id, explaining


def line(case: Tensor, way: Mapping[str, object]) -> dict[str, Tensor]:
    """Twice the inputs plus one, and their sum: with the mistakes that one can make there."""
    times = 1.0 if way.get("factor") == "missing" else 2.0
    added = {"missing": 0.0, "subtracted": -1.0}.get(str(way.get("offset")), 1.0)
    y = times * case + added
    return {"y": y, "total": y.mean() if way.get("reduced") == "mean" else y.sum()}


def mistake(id: str, *ways: Mapping[str, object]) -> Misconception:
    return Misconception(id=id, exercise="line", message=f"It is {id}.", ways=ways)


MISTAKES = (
    mistake("no-factor", {"factor": "missing"}),
    mistake("no-offset", {"offset": "missing"}),
    mistake("wrong-sign", {"offset": "subtracted"}),
    mistake("mean", {"reduced": "mean"}),
    mistake("no-factor-again", {"factor": "missing"}),
)
CATALOGUE = Catalogue(line, MISTAKES)
CASES = (torch.tensor([0.5, 1.5, -2.0]), torch.tensor([3.0, 0.1]))


def evidence(way: Mapping[str, object], **changed: Tensor) -> list[Evidence[Tensor]]:
    """What a student gives who computes in this way."""
    return [Evidence(case=case, actual={**line(case, way), **changed}, expected=line(case, {})) for case in CASES]


def told(way: Mapping[str, object], name: str = "y", **changed: Tensor) -> list[str]:
    return [diagnosis.id for diagnosis in Explainer(CATALOGUE).explain(evidence(way, **changed), name)]


def test_a_single_mistake_is_told() -> None:
    """By the first misconception that gives the student's values."""
    assert told({"offset": "missing"}) == ["no-offset"]


def test_of_two_that_are_alike_the_first_is_told() -> None:
    """The catalogue's order says which is likelier."""
    assert told({"factor": "missing"}) == ["no-factor"]


def test_two_mistakes_together_are_told_together() -> None:
    """A pair is evaluated as it is made: both at once."""
    assert told({"factor": "missing", "offset": "subtracted"}) == ["no-factor", "wrong-sign"]


def test_a_mistake_that_does_not_show_in_a_value_is_not_told_there() -> None:
    """The mean is wrong in the total alone; what shows in y is the factor."""
    way = {"factor": "missing", "reduced": "mean"}
    assert told(way, "y") == ["no-factor"]
    assert told(way, "total") == ["no-factor", "mean"]


def test_what_contradicts_itself_is_never_tried() -> None:
    """The offset is missing, or subtracted: no pair holds both."""
    pairs = {tuple(m.id for m in made) for made, _ in CATALOGUE._pairs()}
    assert ("no-offset", "wrong-sign") not in pairs


def test_right_values_get_no_explanation() -> None:
    """Not even from a mistake that is none on these inputs."""
    case = torch.tensor([0.0])
    right = [Evidence(case=case, actual=line(case, {}), expected=line(case, {}))]
    assert CATALOGUE.search(right) == {}


def test_a_mistake_must_hold_for_every_case() -> None:
    """One case that fits is luck."""
    first, second = evidence({"offset": "missing"})
    odd = Evidence(case=second.case, actual={"y": second.actual["y"] * 1.1}, expected=second.expected)
    assert CATALOGUE.search([first, odd]) == {}


def test_one_value_is_explained_where_the_others_cannot_be() -> None:
    """The total is nobody's mistake; y still is."""
    assert told({"offset": "missing"}, "y", total=torch.tensor(77.0)) == ["no-offset"]


def halves(case: Tensor, way: Mapping[str, object]) -> dict[str, Tensor]:
    """The inputs three times; some are halved."""
    return {name: case * (0.5 if name in str(way.get("halved", "")) else 1.0) for name in "abc"}


def test_what_explains_more_values_is_told_before_what_is_likelier() -> None:
    """Where a single value was halved, not everything was."""
    catalogue = Catalogue(halves, (mistake("all", {"halved": "abc"}), mistake("first", {"halved": "a"})))
    case = torch.tensor([1.0, 2.0])
    actual = {**halves(case, {"halved": "a"}), "c": torch.tensor([7.0, -5.0])}
    found = catalogue.search([Evidence(case=case, actual=actual, expected=halves(case, {}))])
    assert [m.id for m in found["a"].made] == ["first"]


def test_zeros_are_explained_by_no_mistake() -> None:
    """Much may end in them; that every value is 0 is all that is sure."""
    zeros = [Evidence(case=case, actual={"y": 0 * case}, expected=line(case, {})) for case in CASES]

    def nothing(case: Tensor, way: Mapping[str, object]) -> dict[str, Tensor]:
        return {"y": 0 * case if way else case}

    catalogue = Catalogue(nothing, (mistake("nothing", {"any": 1}),))
    assert [d.id for d in Explainer(catalogue).explain(zeros, "y")] == ["constant"]


def test_mistakes_whose_shapes_do_not_fit_together_have_no_values() -> None:
    """Such a pair is passed over, and is no fault of the course's."""

    def product(case: Tensor, way: Mapping[str, object]) -> dict[str, Tensor]:
        left = case[:1] if way.get("left") else case
        right = case[:-1] if way.get("right") else case
        return {"y": left.dot(right)}

    catalogue = Catalogue(product, (mistake("left", {"left": 1}), mistake("right", {"right": 1})))
    case = torch.tensor([1.0, 2.0, 3.0])
    wrong = Evidence(case=case, actual={"y": torch.tensor(5.5)}, expected=product(case, {}))
    assert catalogue.search([wrong]) == {}


def test_a_catalogue_may_be_of_single_mistakes() -> None:
    """Where computing a mistake takes long, or where only one is likely."""
    singles = Catalogue(line, MISTAKES, pairs=False)
    assert singles.search(evidence({"factor": "missing", "offset": "subtracted"})) == {}
    assert set(singles.search(evidence({"factor": "missing"}))) == {"y", "total"}


def test_values_that_are_missing_or_of_another_shape_match_nothing() -> None:
    """A student's tuple may be too short, and its tensors of any shape."""
    bare = [Evidence(case=case, actual={}, expected=line(case, {})) for case in CASES]
    assert CATALOGUE.search(bare) == {}
    assert CATALOGUE.search(evidence({"offset": "missing"}, y=torch.zeros(7), total=torch.zeros(7))) == {}


def test_a_check_with_further_cases_finds_a_further_mistake() -> None:
    """What was found for one check need not hold for the next."""
    explainer = Explainer(CATALOGUE)
    assert [d.id for d in explainer.explain(evidence({"offset": "missing"}), "y")] == ["no-offset"]
    both = {"offset": "missing", "factor": "missing"}
    assert [d.id for d in explainer.explain(evidence(both), "y")] == ["no-factor", "no-offset"]


def test_an_error_is_told_by_its_symptom() -> None:
    """The first misconception whose pattern the text shows; a diagnosis that is there already stays."""
    turned = Misconception(id="turned", exercise="line", message="Turned.", symptoms=(r"\(2x3 and 2x3\)",))
    with pytest.raises(StudentFaultError) as caught, explaining([*MISTAKES, turned]):
        raise StudentFaultError("forward(x) raised RuntimeError: shapes cannot be multiplied (2x3 and 2x3)")
    assert [d.id for d in caught.value.diagnosis] == ["turned"]


def test_an_error_without_a_symptom_is_left_as_it_is() -> None:
    """Nothing is guessed."""
    with pytest.raises(StudentFaultError) as caught, explaining(MISTAKES):
        raise StudentFaultError("forward(x) raised NameError: name 'W3' is not defined")
    assert caught.value.diagnosis == ()


def test_an_unknown_id_is_an_authors_mistake() -> None:
    """The error lists what there is."""
    with pytest.raises(KeyError, match="no misconception 'mode' among no-factor, no-offset"):
        by_id(MISTAKES, "mode")
