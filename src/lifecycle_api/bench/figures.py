"""How a comparison is told: medians of interleaved repetitions, their ratio, and how far it strayed."""

from collections.abc import Sequence
from statistics import median, quantiles
from typing import Any


def figure(name: str, ours: Sequence[float], theirs: Sequence[float], *, against: str, unit: str) -> dict[str, Any]:
    """A comparison, one value per repetition on each side.

    `ratio` is the median of the ratios of repetitions that ran side by side; `spread` is the distance between
    their quartiles, as a part of it.
    """
    ratios = [one / other for one, other in zip(ours, theirs, strict=True)]
    low, _, high = quantiles(ratios, n=4, method="inclusive")
    ratio = median(ratios)
    return {
        "name": name,
        "ours": round(median(ours), 1),
        "theirs": round(median(theirs), 1),
        "against": against,
        "unit": unit,
        "ratio": round(ratio, 3),
        "spread": round((high - low) / ratio, 3),
    }
