"""The rates of change from two values each. The numbers are those that the handout prints."""

import pytest


@pytest.mark.parametrize(("name", "expected"), [("w", 4517.3), ("b", 82.6)])
def test_the_rate_is_near_the_printed_one(homework, name, expected):
    """How fast the loss changes with w and with b, where w is 1 and b is 0."""
    actual = float(getattr(homework, f"loss_rate_of_change_{name}"))
    assert abs(actual - expected) < 0.002 * expected, (
        f"loss_rate_of_change_{name} is {actual:.1f}, expected about {expected}: compute the loss with {name} + "
        f"delta and with {name} - delta, everything else as it is, subtract, and divide by 2 * delta"
    )
