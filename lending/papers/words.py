"""The words of the forms of use; they are Chinese in every language of the screen."""

from collections.abc import Iterable, Sequence
from typing import Final

from archive_office.organisation.roles import Role
from archive_office.policy.chains import CHAINS
from dossiers.models import Purpose
from dossiers.rules.tiers import Tier
from lending.models import (
    Authority,
    Condition,
    CopyIssued,
    Disclosure,
    LineState,
    Manner,
    OutsidePerson,
    Place,
    Renewal,
)

MANNERS: Final[dict[str, str]] = {
    Manner.READ: "查阅",
    Manner.BORROW: "借出",
    Manner.EXCERPT: "摘抄",
    Manner.PHOTOGRAPH: "拍照",
    Manner.COPY: "复印",
}
PURPOSES: Final[dict[str, str]] = {
    Purpose.RETURN_VISIT: "客户回访",
    Purpose.DATA_CHECK: "资料核对",
    Purpose.OWNER_ENQUIRY: "业主查询",
    Purpose.TITLE: "权属登记",
    Purpose.ENGINEERING: "工程维修",
    Purpose.CONTRACT: "合同事务",
    Purpose.DISPUTE: "纠纷处理",
    Purpose.LITIGATION: "诉讼",
    Purpose.AUDIT: "审计",
    Purpose.AUTHORITY: "主管部门要求",
    Purpose.OTHER: "其他",
}
PLACES: Final[dict[str, str]] = {
    Place.READING_ROOM: "档案室",
    Place.OFFICE: "本人办公室",
    Place.COMPANY: "公司内其他场所",
    Place.OUTSIDE: "公司以外",
    Place.PUBLIC: "公共场所",
}
CONDITIONS: Final[dict[str, str]] = {
    Condition.INTACT: "完好",
    Condition.MARKED: "勾画批注",
    Condition.ALTERED: "涂改",
    Condition.DAMAGED: "破损",
    Condition.INCOMPLETE: "缺页",
    Condition.LOST: "遗失",
}
LINES: Final[dict[str, str]] = {
    LineState.TO_IDENTIFY: "待查找",
    LineState.WAITING: "待审批",
    LineState.APPROVED: "同意",
    LineState.REFUSED: "不同意",
    LineState.WITHDRAWN: "撤回",
    LineState.USED: "已提供",
}
AUTHORITIES: Final[dict[str, str]] = {
    Authority.Kind.OWNER_CONSENT: "业主同意书",
    Authority.Kind.POWER_OF_ATTORNEY: "授权委托书",
    Authority.Kind.OFFICIAL_LETTER: "公安、法院公函",
    Authority.Kind.LAWYER_LETTER: "律师函",
    Authority.Kind.RESOLUTION: "业主委员会决议",
    Authority.Kind.CLAIM: "保险理赔材料",
    Authority.Kind.LAW: "法律规定",
}
OUTSIDERS: Final[dict[str, str]] = {
    OutsidePerson.Kind.OWNER: "业主/租户本人",
    OutsidePerson.Kind.ATTORNEY: "受托人",
    OutsidePerson.Kind.OFFICIAL: "公安、法院",
    OutsidePerson.Kind.LAWYER: "律师",
    OutsidePerson.Kind.COMMITTEE: "业主委员会",
    OutsidePerson.Kind.INSURER: "保险公司",
}
OUTCOMES: Final[dict[str, str]] = {
    "approved": "同意",
    "refused": "不同意",
}
RENEWALS: Final[dict[str, str]] = {
    Renewal.Outcome.WAITING: "",
    Renewal.Outcome.GRANTED: "同意续借",
    Renewal.Outcome.REFUSED: "不同意续借",
}
COPIES: Final[dict[str, str]] = {
    CopyIssued.State.MADE: "待核对",
    CopyIssued.State.CHECKED: "已核对",
    CopyIssued.State.RELEASED: "已交付",
    CopyIssued.State.REJECTED: "作废",
}
ACCOUNTED: Final[dict[str, str]] = {
    Disclosure.Accounted.RETURNED: "已收回",
    Disclosure.Accounted.DESTROYED: "已销毁",
    Disclosure.Accounted.FILED: "已归入用户案卷",
}
DISCLOSURES: Final[dict[str, str]] = {
    Disclosure.Kind.READING: "查阅",
    Disclosure.Kind.LOAN: "借出",
    Disclosure.Kind.COPY: "复制",
}
ROLES: Final[dict[str, str]] = {
    Role.CENTRE_ARCHIVIST: "中心档案管理员",
    Role.FRONT_LINE: "客服人员",
    Role.CENTRE_HEAD: "客户服务中心负责人",
    Role.HQ_ARCHIVIST: "公司档案管理员",
    Role.ARCHIVE_ROOM_HEAD: "档案室负责人",
    Role.CUSTOMER_SERVICE_HEAD: "客户服务部负责人",
    Role.DEPARTMENT_HEAD: "部门负责人",
    Role.ENGINEER: "工程人员",
    Role.DIRECTOR: "公司负责人",
    Role.EMPLOYEE: "员工",
    Role.AUDITOR: "审计人员",
    Role.ADMINISTRATOR: "系统管理员",
}
TIERS: Final[dict[str, str]] = {
    Tier.COMPANY: "公司级",
    Tier.DEPARTMENT: "部门级",
    Tier.PERSON: "个人级",
}
BOXES: Final = ("部门负责人意见", "档案部门意见", "客户服务中心（部）意见", "公司负责人意见")
"""The opinion boxes of the approval form, in their order."""

BOX_OF: Final[dict[str, int]] = {
    "department": 0,
    "review": 1,
    "room_head": 1,
    "personal": 2,
    "tier_head": 2,
    "tier_above": 2,
    "director": 3,
}
"""In which of them a step of the chain stands."""

ALL_ROOMS: Final = "各档案室（本人可见范围）"
"""Whose register it is where no room was chosen."""

NUMBERS: Final = "零一二三"
"""How notices are counted."""

_PAGED: Final = "0123456789-—、,， "


def step(name: str, role: str) -> str:
    """A step of the chain as the form calls it."""
    for link in CHAINS["use"]:
        if link.step.name == name and link.step.role == role:
            return link.step.words[0]
    return BOXES[BOX_OF[name]].removesuffix("意见") if name in BOX_OF else name


def role(code: str) -> str:
    """A role as the forms call it."""
    return ROLES[Role(code)]


def extent(pages: str, copies: int, *, copying: bool) -> str:
    """Pages and copies of a line: "第1—3页，2份"."""
    shown = f"第{pages.strip()}页" if pages.strip() and set(pages) <= set(_PAGED) else pages.strip()
    counted = f"{copies}份" if copying else ""
    return "，".join(part for part in (shown, counted) if part)


def numbers(lines: Sequence[int]) -> str:
    """Which lines of a request, spans joined: "第1—3、5项"."""
    spans: list[list[int]] = []
    for line in sorted(lines):
        if spans and line == spans[-1][1] + 1:
            spans[-1][1] = line
        else:
            spans.append([line, line])
    shown = (str(a) if a == b else f"{a}—{b}" for a, b in spans)
    return f"第{'、'.join(shown)}项"


def once(parts: Iterable[str]) -> str:
    """Each word once, in the order it first stands."""
    return "、".join(dict.fromkeys(part for part in parts if part))


def title_of(manners: Iterable[str]) -> str:
    """What the approval form is called for these manners of use."""
    asked = set(manners)
    if asked <= {Manner.BORROW}:
        return "档案借阅审批表"
    if Manner.BORROW in asked:
        return "档案查阅、借阅（复制）审批表"
    return "档案查阅（复制）审批表"
