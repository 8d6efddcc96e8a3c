"""Temperature and humidity as two lines in a drawing, without a script.

Source: STO-02.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from archive_office.custody.models import ClimateReading
from archive_office.custody.rules.registers import Limits

WIDTH: Final = 640
HEIGHT: Final = 150
_LEFT: Final = 36
_MARGIN: Final = 12
_SPARE: Final = 3


@dataclass(frozen=True, slots=True)
class Dot:
    """One reading in the drawing."""

    x: float
    y: float
    is_good: bool
    told: str


@dataclass(frozen=True, slots=True)
class Line:
    """One quantity over time, with the band in which it ought to lie."""

    name: str
    unit: str
    dots: Sequence[Dot]
    band_top: float
    band_height: float
    highest: int
    lowest: int

    @property
    def band_bottom(self) -> float:
        """Where the band ends."""
        return self.band_top + self.band_height

    @property
    def path(self) -> str:
        """The points of the line, as the drawing wants them."""
        return " ".join(f"{dot.x:.1f},{dot.y:.1f}" for dot in self.dots)


def climate_lines(
    readings: Sequence[ClimateReading], limits: Limits, names: tuple[str, str]
) -> list[Line]:
    """Both lines of a room's readings, the earliest first; none without two readings.

    Args:
        names: What temperature and humidity are called.
    """
    earliest_first = sorted(readings, key=lambda row: row.read_at)
    if len(earliest_first) < 2:  # noqa: PLR2004 - a line has two ends
        return []
    moments = [row.read_at for row in earliest_first]
    heat = [float(row.temperature) for row in earliest_first]
    damp = [float(row.humidity) for row in earliest_first]
    return [
        _line((names[0], "°C"), moments, heat, limits.temperature),
        _line((names[1], "%"), moments, damp, limits.humidity),
    ]


def _line(
    name: tuple[str, str],
    moments: Sequence[datetime],
    values: Sequence[float],
    band: tuple[int, int],
) -> Line:
    lowest = int(min(*values, band[0])) - _SPARE
    highest = int(max(*values, band[1])) + _SPARE
    first, span = moments[0], (moments[-1] - moments[0]).total_seconds() or 1
    wide = WIDTH - _LEFT - _MARGIN

    def up(value: float) -> float:
        share = (value - lowest) / (highest - lowest)
        return HEIGHT - _MARGIN - share * (HEIGHT - 2 * _MARGIN)

    dots = [
        Dot(
            x=_LEFT + wide * (moment - first).total_seconds() / span,
            y=up(value),
            is_good=band[0] <= value <= band[1],
            told=f"{moment:%m-%d %H:%M} {value:g} {name[1]}",
        )
        for moment, value in zip(moments, values, strict=True)
    ]
    return Line(
        name=name[0],
        unit=name[1],
        dots=dots,
        band_top=up(band[1]),
        band_height=up(band[0]) - up(band[1]),
        highest=band[1],
        lowest=band[0],
    )
