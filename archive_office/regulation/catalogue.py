"""Every requirement of the regulation, whether the code answers for it yet or not."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from types import MappingProxyType
from typing import Final

TABLE: Final = Path(__file__).with_name("catalogue.tsv")
COLUMNS: Final = ("clause", "kind", "policy", "source", "fragment", "requirement")


class Kind(StrEnum):
    """What a requirement asks of the application, first of all."""

    ENFORCE = "ENFORCE"
    RECORD = "RECORD"
    REMIND = "REMIND"
    COUNT = "COUNT"
    PRINT = "PRINT"
    POLICY = "POLICY"


@dataclass(frozen=True, slots=True)
class Requirement:
    """One row of the catalogue.

    Attributes:
        policy: Names of the settings the regulation leaves to the office here.
        source: Where the regulation says it: file, regulation, clause as printed.
        fragment: Its Chinese words, misprints included.
        requirement: What follows for the application.
    """

    clause: str
    kind: Kind
    policy: tuple[str, ...]
    source: str
    fragment: str
    requirement: str

    @property
    def chapter(self) -> str:
        """The part of the catalogue: ``TRF`` of ``TRF-06``."""
        return self.clause.partition("-")[0]


CHAPTERS: Final[Mapping[str, tuple[str, str]]] = MappingProxyType(
    {
        "ORG": ("机构与职责", "Roles and organisation"),
        "COL": ("收集与分类", "Collection and classification"),
        "FIL": ("归档", "Filing"),
        "TRF": ("移交", "Handover"),
        "LND": ("查阅、借阅、复制、个人信息", "Reading, lending, copying, personal information"),
        "STO": ("保管", "Storage"),
        "STA": ("统计与检查", "Statistics and inspection"),
        "APR": ("鉴定与保管期限", "Appraisal and retention"),
        "DES": ("销毁", "Destruction"),
        "ACC": ("奖惩与问责", "Rewards, penalties, accountability"),
        "CLR": ("离职清退", "Leaving clearance"),
        "SEC": ("保密与权限", "Confidentiality and access"),
        "FRM": ("表格与登记簿", "Forms and registers"),
        "TTL": ("权证与项目档案", "Title certificates and project dossiers"),
        "SVC": ("客户服务记录", "Customer-service records"),
        "PER": ("外围事项", "Peripheral matter"),
    }
)


def _read() -> Iterator[Requirement]:
    head, *rows = TABLE.read_text(encoding="utf-8").splitlines()
    if tuple(head.split("\t")) != COLUMNS:
        raise ValueError(f"{TABLE.name} does not begin with its columns.")
    for row in rows:
        clause, kind, policy, source, fragment, requirement = row.split("\t")
        names = tuple(policy.split())
        yield Requirement(clause, Kind(kind.split()[0]), names, source, fragment, requirement)


REQUIREMENTS: Final[Mapping[str, Requirement]] = MappingProxyType({r.clause: r for r in _read()})
