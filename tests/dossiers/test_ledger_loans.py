"""Loan registers written in other ways: columns in any order, other headings, every fault."""

import random
from datetime import date
from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dossiers.ledgers import Code, LoanProfile, read_ledger
from dossiers.ledgers.loan_facts import Outing, Outings
from dossiers.ledgers.profiles.loans import LOAN_WORDS

AS_OF = date(2026, 6, 30)
KNOWN = ("LT03-HT·2023-D30-0001", "LT03-HT·2023-D30-0002")
USUAL = {
    "borrowed": "2026-03-02",
    "borrower": "王芳",
    "dept": "财务部",
    "archive_no": KNOWN[0],
    "title": "绿化养护合同",
    "purpose": "审计",
    "approver": "李强",
    "due": "2026-03-09",
    "returned": "2026-03-05",
    "renewed": "否",
    "remark": "",
}
FAULTS = {
    Code.BORROWER_MISSING: {"borrower": "/"},
    Code.RETURN_BEFORE_LOAN: {"returned": "2026-03-01"},
    Code.RETURN_DATE_UNKNOWN: {"returned": "已归还"},
    Code.RENEW_UNREADABLE: {"renewed": "大概吧"},
    Code.DATE_MISSING: {"borrowed": ""},
    Code.DATE_UNREADABLE: {"borrowed": "2026-02-30"},
    Code.DATE_INCOMPLETE: {"returned": "2026年3月"},
    Code.DATE_AMBIGUOUS: {"borrowed": "5/3/2026"},
    Code.DATE_OUT_OF_RANGE: {"returned": "2026-07-01"},
    Code.ARCHIVE_NO_MISSING: {"archive_no": "无"},
    Code.ARCHIVE_NO_UNREADABLE: {"archive_no": "HT-7"},
    Code.ARCHIVE_NO_UNKNOWN: {"archive_no": "LT03-HT·2023-D30-0999"},
    Code.FORMULA_INJECTION: {"borrower": "=HYPERLINK(1)"},
    Code.DITTO_NOT_ALLOWED: {"archive_no": "同上"},
    Code.NAME_UNREADABLE: {"borrower": "王□"},
}
WARNINGS = {
    Code.DUE_MISMATCH: {"due": "2026-03-12"},
    Code.APPROVER_MISSING: {"approver": ""},
    Code.SELF_APPROVED: {"approver": "王芳"},
    Code.FORMULA_TEXT: {"remark": "=见附件"},
}


def read(*rows, seed=None):
    """A register of these rows; with a seed, columns and headings as another office has them."""
    chance = random.Random(seed)
    fields = list(USUAL)
    if seed is not None:
        chance.shuffle(fields)
    heads = [chance.choice(LOAN_WORDS.words[f]) if seed is not None else LOAN_WORDS.words[f][0] for f in fields]  # fmt: skip
    if len(set(heads)) < len(heads) or "日期" in heads or "名称" in heads:
        heads = [LOAN_WORDS.words[f][0] for f in fields]
    lines = [heads, *([(USUAL | row)[f] for f in fields] for row in rows)]
    content = "\n".join(",".join(f'"{cell}"' for cell in line) for line in lines).encode()
    profile = LoanProfile(known=KNOWN)
    return read_ledger(BytesIO(content), filename="x.csv", profile=profile, as_of=AS_OF)


@pytest.mark.parametrize("code", FAULTS, ids=str)
def test_every_fault_of_a_register_is_named(code):
    report = read({"archive_no": KNOWN[1]}, FAULTS[code])

    assert {fault.code for row in report.rejected for fault in row.faults} == {code}
    assert report.summary.counts["accepted"] == 1


@pytest.mark.parametrize("code", WARNINGS, ids=str)
def test_every_doubt_is_accepted_with_its_warning(code):
    report = read(WARNINGS[code])

    assert [warning.code for row in report.accepted for warning in row.warnings] == [code]


def test_a_thing_still_out_is_not_lent_again():
    report = read({"returned": ""}, {"borrowed": "2026-04-01", "returned": "2026-04-02", "due": ""})

    ((fault,),) = [row.faults for row in report.rejected]
    assert (fault.code, fault.earlier_row) == (Code.LOAN_OVERLAP, 2)


@pytest.mark.parametrize(("written", "renewed"), [("是", True), ("2026-03-08", True), ("√", True), ("×", False), ("", False)])  # fmt: skip
def test_a_yes_or_a_day_means_renewed(written, renewed):
    (record,) = read({"renewed": written, "due": ""}).records

    assert record.renewed is renewed


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 10_000))
def test_columns_stand_in_any_order_under_other_headings(seed):
    rows = (
        {},
        {"archive_no": "\n".join(KNOWN), "borrowed": "2026-03-06", "due": "", "returned": ""},
    )

    assert [r.as_json() for r in read(*rows, seed=seed).records] == [
        r.as_json() for r in read(*rows).records
    ]


SPANS = st.tuples(st.integers(0, 40), st.one_of(st.none(), st.integers(0, 20)))


@given(spans=st.lists(SPANS, max_size=8))
def test_no_two_accepted_outings_lie_across_each_other(spans):
    """Compared day by day: on no day is a thing out twice, but on the day it comes back."""
    outings, kept = Outings(), []
    for begins, length in spans:
        since = date(2026, 1, 1).toordinal() + begins
        until = None if length is None else date.fromordinal(since + length)
        wanted = Outing(date.fromordinal(since), until)
        if outings.clash("thing", wanted) is None:
            outings.remember("thing", wanted)
            kept.append(wanted)
    for day in range(date(2026, 1, 1).toordinal(), date(2026, 4, 1).toordinal()):
        out = [o for o in kept if o.since.toordinal() <= day and (o.until is None or day < o.until.toordinal())]  # fmt: skip
        assert len(out) <= 1
