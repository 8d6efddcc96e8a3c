"""The words of a register's official form. The form is Chinese in every language of the screen."""

from typing import Final

from destruction.models import AppraisalLine, RegisterSignature
from destruction.rules import words

TAKEN_OUT: Final = "抽卷销毁"
"""The remark of a single paper taken out of its volume."""

PARTS: Final[dict[str, str]] = {
    RegisterSignature.Part.EXECUTOR: "执行人",
    RegisterSignature.Part.WITNESS: "监销人",
}
"""As what people sign under the record of a destruction."""


def paper(number: str) -> str:
    """What a register is called where its paper is named: 档案销毁清册 XH-2026-0001."""
    return f"档案销毁清册 {number}"


def agreed(remark: str) -> str:
    """What an approver said, with the remark if there was one."""
    return "；".join(filter(None, ("同意销毁上列档案", remark.strip())))


def opinion(line: AppraisalLine) -> str:
    """鉴定意见及销毁理由: the verdict, then its grounds."""
    return "：".join(filter(None, (words.verdict(line), words.grounds(line))))
