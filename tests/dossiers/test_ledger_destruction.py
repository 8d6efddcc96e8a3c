"""Destruction lists written in other ways: other headings, other words, every fault."""

import random
from datetime import date
from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dossiers.ledgers import Catalogued, Code, DestructionProfile, read_ledger
from dossiers.ledgers.profiles.destruction import DESTRUCTION_WORDS

AS_OF = date(2026, 6, 30)
ITEM, OTHER, OUT = (f"LT03-CW·2010-D10-000{n}" for n in (1, 2, 3))
LONG_AGO = date(2010, 11, 10)


def known(*, retention="10年", formed=LONG_AGO, is_out=False):
    return Catalogued(formed=formed, retention=retention, copies=1, pages=49, is_out=is_out)


CATALOGUE = {
    ITEM: known(),
    OTHER: known(),
    OUT: known(is_out=True),
    "LT03-CW·2003-Y-0001": known(retention="永久"),
    "LT03-CW·2005-C-0001": known(retention="长期"),
    "LT03-CW·2016-D10-0001": known(formed=date(2016, 3, 2)),
    "LT03-CW·2020-0001": known(retention="永久"),
}
USUAL = {
    "archive_no": ITEM,
    "title": "2010年停车费票据存根",
    "formed": "2010-11-10",
    "retention": "10年",
    "kept": "16",
    "copies": "1",
    "pages": "49",
    "reason": "保管期满",
    "appraisal": "同意销毁",
    "remark": "",
}
FAULTS = {
    Code.PERMANENT_ITEM: {"archive_no": "LT03-CW·2003-Y-0001", "retention": "永久"},
    Code.RETENTION_NOT_COMPUTABLE: {"archive_no": "LT03-CW·2005-C-0001", "retention": "长期"},
    Code.NOT_EXPIRED: {"archive_no": "LT03-CW·2016-D10-0001", "formed": "2016-03-02"},
    Code.ITEM_ON_LOAN: {"archive_no": OUT},
    Code.APPRAISAL_KEEP: {"appraisal": "继续保存"},
    Code.APPRAISAL_MISSING: {"appraisal": "/"},
    Code.CATALOGUE_MISMATCH: {"pages": "50"},
    Code.ARCHIVE_NO_UNKNOWN: {"archive_no": "LT03-CW·2010-D10-0999"},
    Code.ARCHIVE_NO_MISSING: {"archive_no": ""},
    Code.ARCHIVE_NO_UNREADABLE: {"archive_no": "CW-7"},
    Code.TITLE_MISSING: {"title": "无"},
    Code.DATE_INCOMPLETE: {"formed": "2010年"},
    Code.DATE_MISSING: {"formed": ""},
    Code.COUNT_MISSING: {"pages": ""},
    Code.COUNT_UNREADABLE: {"pages": "约49"},
    Code.RETENTION_MISSING: {"retention": ""},
    Code.RETENTION_UNKNOWN: {"retention": "很久"},
    Code.FORMULA_INJECTION: {"title": "=HYPERLINK(1)"},
    Code.DITTO_NOT_ALLOWED: {"archive_no": "同上"},
    Code.DUP_ARCHIVE_NO: {"archive_no": OTHER},
}


def read(*rows, profile=None, seed=None, as_of=AS_OF, without=()):
    """A list of these rows; with a seed, columns and headings as another office has them."""
    chance = random.Random(seed)
    fields = [field for field in USUAL if field not in without]
    heads = [DESTRUCTION_WORDS.words[field][0] for field in fields]
    if seed is not None:
        chance.shuffle(fields)
        heads = [chance.choice(DESTRUCTION_WORDS.words[field]) for field in fields]
        if {"日期", "数量(份)"} & set(heads):
            heads = [DESTRUCTION_WORDS.words[field][0] for field in fields]
    lines = [heads, *([(USUAL | row)[f] for f in fields] for row in rows)]
    content = "\n".join(",".join(f'"{cell}"' for cell in line) for line in lines).encode()
    profile = profile or DestructionProfile(CATALOGUE)
    return read_ledger(BytesIO(content), filename="x.csv", profile=profile, as_of=as_of)


def faults(report):
    return {fault.code for row in report.rejected for fault in row.faults}


@pytest.mark.parametrize("code", FAULTS, ids=str)
def test_every_fault_of_a_list_is_named(code):
    report = read({"archive_no": OTHER}, FAULTS[code])

    assert code in faults(report)
    assert report.summary.counts["accepted"] == 1


@pytest.mark.parametrize(
    ("day", "goes"), [(date(2020, 12, 31), False), (date(2021, 1, 1), True)], ids=str
)
def test_an_item_may_go_only_after_31_december_of_its_last_year(day, goes):
    report = read({}, as_of=day)

    assert report.summary.counts["accepted"] == goes
    assert faults(report) == (set() if goes else {Code.NOT_EXPIRED})


@pytest.mark.parametrize(
    "row",
    [
        {"archive_no": "LT03-CW·2003-Y-0001"},  # the catalogue calls it permanent
        {"archive_no": "LT03-CW·2020-0001"},  # the same, without a code in the number
        {"retention": "永久"},  # the list does
    ],
    ids=str,
)
def test_what_anybody_calls_permanent_never_goes(row):
    assert Code.PERMANENT_ITEM in faults(read(row))


def test_without_a_catalogue_the_code_in_the_number_still_says_permanent():
    report = read({"archive_no": "LT03-CW·2003-Y-0001"}, profile=DestructionProfile())

    assert Code.PERMANENT_ITEM in faults(report)


@pytest.mark.parametrize(
    "row",
    [{"formed": "2010-11-11"}, {"retention": "5年"}, {"copies": "2"}, {"pages": "48"}],
    ids=str,
)
def test_list_and_catalogue_must_agree(row):
    assert Code.CATALOGUE_MISMATCH in faults(read(row))


def test_a_refused_row_does_not_count_as_the_first_of_two():
    report = read({"pages": "50"}, {}, {})

    assert [verdict.row for verdict in report.accepted] == [3]
    assert [(v.row, v.faults[0].earlier_row) for v in report.rejected] == [(2, None), (4, 3)]


@pytest.mark.parametrize(
    "words", ["同意销毁", "同意", "准予销毁", "可销毁", "可以销毁", "同意销毁。", "建议销毁", "同意作销毁处理"]
)  # fmt: skip
def test_these_words_say_destroy(words):
    (record,) = read({"appraisal": words}).records

    assert (record.appraisal, record.as_json()["appraisal"]) == (words, "destroy")


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("不同意销毁", Code.APPRAISAL_KEEP),
        ("暂缓销毁", Code.APPRAISAL_KEEP),
        ("不予销毁", Code.APPRAISAL_KEEP),
        ("同意保留", Code.APPRAISAL_KEEP),
        ("延长10年", Code.APPRAISAL_KEEP),
        ("待定", Code.APPRAISAL_MISSING),
        ("已阅", Code.APPRAISAL_MISSING),
        ("张三", Code.APPRAISAL_MISSING),
        ("?", Code.APPRAISAL_MISSING),
        ("销毁日期待定", Code.APPRAISAL_KEEP),
    ],
)
def test_no_other_words_do(words, code):
    assert faults(read({"appraisal": words})) == {code}


def test_a_list_without_appraisals_has_no_acceptable_row():
    assert faults(read({}, without=("appraisal",))) == {Code.APPRAISAL_MISSING}


@pytest.mark.parametrize("remark", ["涉诉", "法务要求暂缓", "业主投诉未结", "与承包方有纠纷"])
def test_a_remark_about_a_dispute_is_warned_of(remark):
    report = read({"remark": remark})

    assert [warning.code for warning in report.warnings] == [Code.REMARK_HOLD]


@pytest.mark.parametrize("remark", ["无纠纷", "没有争议", "未涉诉", "霉变", ""])
def test_a_remark_without_one_is_not(remark):
    assert not read({"remark": remark}).warnings


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 10_000))
def test_columns_stand_in_any_order_under_other_headings(seed):
    rows = ({}, {"archive_no": OTHER, "appraisal": "同意"})

    assert [r.as_json() for r in read(*rows, seed=seed).records] == [
        r.as_json() for r in read(*rows).records
    ]


@settings(max_examples=100, deadline=None)
@given(
    formed=st.dates(date(1980, 1, 1), AS_OF),
    years=st.integers(1, 60),
    day=st.dates(date(2000, 1, 1), date(2080, 12, 31)),
)
def test_nothing_goes_before_its_term_has_run_out(formed, years, day):
    if formed > day:
        return
    number = "LT03-CW·2010-0001"
    row = {"archive_no": number, "formed": formed.isoformat(), "retention": f"{years}年"}

    report = read(row, profile=DestructionProfile(), as_of=day)

    ended = day > date(formed.year + years, 12, 31)
    assert report.summary.counts["accepted"] == ended
