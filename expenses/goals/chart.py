"""The months of a goal as bars, with a line at its target. Numbers in, places in an SVG out, of 100 each way."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from expenses.goals.growth import Step

GAP = Decimal("0.2")
"""The part of a bar's place that stays empty."""


@dataclass(frozen=True)
class Bar:
    """One month. `x`, `y`, `width` and `height` are texts as an SVG writes them, `y` from the top."""

    step: Step
    x: str
    y: str
    width: str
    height: str


@dataclass(frozen=True)
class GoalChart:
    bars: list[Bar]
    target_y: str


def draw(steps: Sequence[Step], target: Decimal) -> GoalChart | None:
    """Return the bars of `steps`, the earliest first; None where there is nothing to see yet."""
    top = max([target, *(step.saved for step in steps)])
    if not any(step.saved > 0 for step in steps):
        return None
    place = Decimal(100) / len(steps)
    bars = [_bar(step, number * place, place, top) for number, step in enumerate(steps)]
    return GoalChart(bars, _text(100 - 100 * target / top))


def _bar(step: Step, x: Decimal, place: Decimal, top: Decimal) -> Bar:
    height = max(Decimal(0), 100 * step.saved / top)
    left = x + place * GAP / 2
    return Bar(step, _text(left), _text(100 - height), _text(place * (1 - GAP)), _text(height))


def _text(number: Decimal) -> str:
    return f"{number:.2f}"
