"""The words of a register's official form. The form is Chinese in every language of the screen."""

from typing import Final

from destruction.models import AppraisalLine
from destruction.rules import words

TAKEN_OUT: Final = "抽卷销毁"
"""The remark of a single paper taken out of its volume."""


def opinion(line: AppraisalLine) -> str:
    """鉴定意见及销毁理由: the verdict, then its grounds."""
    return "：".join(filter(None, (words.verdict(line), words.grounds(line))))
