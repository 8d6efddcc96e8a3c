"""The drawn seal 电子印章: red, round, the company's name in an arc about a star.

Only the step that signs a file draws one; no print ever bears it.
"""

from math import cos, pi, sin

from archive_office.printing.sheet import RED, Info, Sheet, Style

FIELD = 40.0
"""Side in mm of the square in which a seal stands."""

_DIAMETER = 39.0
_RIM = 2.8  # points: about a millimetre
_STAR = 7.0
_ARC = 15.6  # from the middle of the seal to the middle of the characters
_WIDEST = 250.0  # degrees that the arc takes at most
_ROOM = 25.0


def field_title(party: str) -> str:
    """What a reader of the file is told of an empty place: whose seal goes there."""
    return f"{party}电子签章"


def confirmed(party: str, signer: str, said: str, *, acting_for: str = "") -> str:
    """What a seal confirms: who signed, for whom, and what that person said."""
    name = f"{signer}（代 {acting_for}）" if acting_for else signer
    return f"{party}{name}确认：{said}"


def drawn_seal(company: str, name: str) -> bytes:
    """One page of 40 mm with the seal of a department, its name level below the star."""
    sheet = Sheet(FIELD, FIELD, Info(title=name, form="电子印章", author=company))
    middle = FIELD / 2
    sheet.ring(middle, middle, _DIAMETER / 2 - 0.5, width=_RIM, colour=RED)
    sheet.area(_star(middle, middle), colour=RED)
    _arc(sheet, middle, company)
    style = Style(size=9.5, bold=True, align="center", colour=RED).fit(name, _ROOM)
    sheet.write_middle(middle, middle + 11.5, name, style)
    sheet.showPage()
    return sheet.finish()


def _star(x: float, y: float) -> list[tuple[float, float]]:
    """The ten corners of a five-pointed star."""
    corners = []
    for number in range(10):
        radius = _STAR if number % 2 == 0 else _STAR * 0.382
        angle = number * pi / 5
        corners.append((x + radius * sin(angle), y - radius * cos(angle)))
    return corners


def _arc(sheet: Sheet, middle: float, text: str) -> None:
    """Write a name from left to right along the upper rim."""
    step = min(24.0, _WIDEST / max(len(text), 1))
    size = min(12.0, step / 24 * 17)
    style = Style(size=size, bold=True, align="center", colour=RED)
    start = (len(text) - 1) * step / 2
    for number, char in enumerate(text):
        with sheet.turned(middle, middle, start - number * step):
            sheet.write_middle(middle, middle - _ARC, char, style)
