"""Which line of the filing scope a ledger means by the heading of a column of papers."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from dossiers.ledgers.text import compact, half_width

# In this order: a heading is the first kind whose words it holds.
_KINDS: Final = (
    ("C2", "家庭(?:情况|状况|成员|登记)|(?:住户|业主|人员|客户)(?:基本)?(?:情况|信息|资料)?登记"),
    ("C5", "身份证|身份证明|护照|户口|港澳|居住证"),
    ("C8", "权属|产权证|房产证|不动产|房屋所有权"),
    ("C7", "维修(?:专项)?(?:资金|基金)|(?:资金|基金)(?:缴存|交存)"),
    ("C9", "(?:水|电|气)[、,/和]?(?:水|电|气)?表?(?:表底|底数|读数|度数)|抄表|表底数"),
    ("C10", "钥匙"),
    ("C11", "紧急联[络系]|应急联[络系]"),
    ("C12", "更名|过户"),
    ("C6", "装修|装饰"),
    ("C1", "(?:入住|入伙|交房|收楼|收房|接房|交付)通知"),
    ("C3", "(?:房屋|物业|单元|房产)(?:交接|验收|移交|查验)|收楼单|收房单|验房|交接[单表]|交房[单表]"),
    ("C4", "(?:入住|入伙)(?:合约|协议|合同|约定)|物业(?:管理)?服务(?:合同|协议)|管理规约|业主(?:公约|规约)"),
    ("C13", "重要变动|重大变动"),
)  # fmt: skip
_PATTERNS: Final = tuple((code, re.compile(words)) for code, words in _KINDS)
_COPY: Final = re.compile("复印|影印|复制|副本|拷贝")
_ORIGINAL: Final = re.compile("原件|正本")


@lru_cache(maxsize=1024)
def type_of(heading: str) -> str:
    """The code of the document type; empty for papers that the filing scope does not know."""
    words = compact(half_width(heading))
    return next((code for code, pattern in _PATTERNS if pattern.search(words)), "")


def is_original(heading: str) -> bool | None:
    """Whether the heading speaks of originals or of copies; None when it does not tell."""
    if _COPY.search(heading):
        return False
    return True if _ORIGINAL.search(heading) else None
