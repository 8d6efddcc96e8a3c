"""Every reason the import gives for refusing or doubting a row or a file, in two languages."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise


class Severity(StrEnum):
    """What a code does to the row or to the file it is raised for."""

    REJECT = "reject"
    REFUSE_FILE = "refuse file"
    WARN = "warn"
    WARN_FILE = "warn file"


def _(message: str) -> str:
    """Mark a wording for extraction; it is translated when somebody reads it."""
    return message


_NO = Severity.REJECT
_FILE = Severity.REFUSE_FILE
_WARN = Severity.WARN
_WARN_FILE = Severity.WARN_FILE


class Code(StrEnum):
    """One reason, with its wording for the clerk (``zh``) and for the report (``en``)."""

    severity: Severity
    zh: str
    en: str

    def __new__(cls, value: str, severity: Severity, zh: str, en: str) -> Code:
        """Carry severity and both wordings on the member itself."""
        member = str.__new__(cls, value)
        member._value_ = value
        member.severity = severity
        member.zh = zh
        member.en = en
        return member

    @property
    def text(self) -> StrPromise:
        """The wording in the language of the reader."""
        return gettext_lazy(self.en)

    # cells of any column
    CELL_ERROR = (
        "CELL_ERROR", _NO, "单元格是 Excel 错误值,读不出内容",
        _("the cell holds an Excel error value"),
    )  # fmt: skip
    FORMULA_NO_VALUE = (
        "FORMULA_NO_VALUE", _NO, "公式没有保存计算结果,读不出内容",
        _("the formula has no saved result"),
    )  # fmt: skip
    FORMULA_INJECTION = (
        "FORMULA_INJECTION", _NO, "文字栏里是公式或以 = + - @ 开头,疑似公式注入",
        _("formula, or text starting with = + - @, in a text column: possible formula injection"),
    )  # fmt: skip
    DITTO_NO_SOURCE = (
        "DITTO_NO_SOURCE", _NO, "“同上”上面没有可用的值",
        _("ditto mark with no usable value above it"),
    )  # fmt: skip
    DITTO_NOT_ALLOWED = (
        "DITTO_NOT_ALLOWED", _NO, "房号、档号不能写“同上”",
        _("a ditto mark is not allowed for a room or an archive number"),
    )  # fmt: skip
    TEXT_UNREADABLE = (
        "TEXT_UNREADABLE", _NO, "文字含乱码,内容已丢失",
        _("the text holds an unreadable character; part of it is lost"),
    )  # fmt: skip
    TEXT_IS_DATE = (
        "TEXT_IS_DATE", _NO, "文字或编号被 Excel 转成了日期",
        _("Excel turned the text or number into a date"),
    )  # fmt: skip
    CELL_MERGED_ACROSS = (
        "CELL_MERGED_ACROSS", _NO, "单元格横向合并,分不清属于哪一栏",
        _("the cell is merged across columns; it is not clear to which one it belongs"),
    )  # fmt: skip
    ROW_SHIFTED = (
        "ROW_SHIFTED", _NO, "该行比表头多出内容,各栏可能错位",
        _("the row has more fields than the heading; its columns may be shifted"),
    )  # fmt: skip
    ROW_VOID = ("ROW_VOID", _NO, "该行已注明作废", _("the row is marked void"))

    # dates and counts
    DATE_UNREADABLE = (
        "DATE_UNREADABLE", _NO, "日期读不懂或不存在", _("not a date, or a day that does not exist"),
    )  # fmt: skip
    DATE_INCOMPLETE = (
        "DATE_INCOMPLETE", _NO, "日期不全,缺年、月或日",
        _("the year, the month or the day is missing"),
    )  # fmt: skip
    DATE_AMBIGUOUS = (
        "DATE_AMBIGUOUS", _NO, "日期有两种读法", _("the date can be read in two ways"),
    )  # fmt: skip
    DATE_OUT_OF_RANGE = (
        "DATE_OUT_OF_RANGE", _NO, "日期早于1980年或晚于登记日",
        _("the date is before 1980 or after the as-of day"),
    )  # fmt: skip
    DATE_MISSING = ("DATE_MISSING", _NO, "必填日期为空", _("a required date is empty"))
    COUNT_IS_DATE = (
        "COUNT_IS_DATE", _NO, "份数/页数被 Excel 转成了日期",
        _("Excel turned the copies/pages value into a date"),
    )  # fmt: skip
    COUNT_UNREADABLE = (
        "COUNT_UNREADABLE", _NO, "份数/页数读不懂", _("copies/pages cannot be read"),
    )  # fmt: skip
    COUNT_INCONSISTENT = (
        "COUNT_INCONSISTENT", _NO, "份数/页数矛盾(页数少于份数、为零或为负)",
        _("copies/pages contradict each other (fewer pages than documents, zero, negative)"),
    )  # fmt: skip
    COUNT_MISSING = ("COUNT_MISSING", _NO, "份数或页数为空", _("copies or pages is empty"))

    # resident ledgers
    NAME_MISSING = ("NAME_MISSING", _NO, "业主姓名为空", _("the owner name is empty"))
    NAME_UNREADABLE = (
        "NAME_UNREADABLE", _NO, "姓名含乱码(?、□、� 或私用区字符)",
        _("the name holds an unreadable character (?, □, � or private use)"),
    )  # fmt: skip
    NAME_AMBIGUOUS = (
        "NAME_AMBIGUOUS", _NO, "姓名有两种读法,分不清是谁或是几人",
        _("the name can be read in two ways; it is not clear who, or how many people, it means"),
    )  # fmt: skip
    BUILDING_MISSING = ("BUILDING_MISSING", _NO, "楼栋为空", _("the building is empty"))
    ROOM_MISSING = ("ROOM_MISSING", _NO, "房号为空", _("the room number is empty"))
    UNIT_IS_DATE = (
        "UNIT_IS_DATE", _NO, "房号被 Excel 转成了日期", _("Excel turned the room number into a date"),
    )  # fmt: skip
    UNIT_AMBIGUOUS = (
        "UNIT_AMBIGUOUS", _NO, "房屋有两种读法,或各栏互相矛盾",
        _("the unit can be read in two ways, or its columns contradict each other"),
    )  # fmt: skip
    ID_LOST_DIGITS = (
        "ID_LOST_DIGITS", _NO, "证件号码存成数值/科学计数法,末几位已丢失",
        _("the ID number was stored as a number and its last digits are lost"),
    )  # fmt: skip
    ID_LENGTH = (
        "ID_LENGTH", _NO, "证件号码位数不对", _("the ID number has the wrong number of digits"),
    )  # fmt: skip
    ID_CHECKSUM = (
        "ID_CHECKSUM", _NO, "证件号码校验位不符", _("the ID number fails its check digit"),
    )  # fmt: skip
    ID_BIRTHDATE = (
        "ID_BIRTHDATE", _NO, "证件号码中的出生日期不存在",
        _("the birth date in the ID number does not exist"),
    )  # fmt: skip
    ID_FORMAT = (
        "ID_FORMAT", _NO, "证件号码含有不该有的字符(如 *、字母 O)",
        _("the ID number holds characters it must not hold (such as * or the letter O)"),
    )  # fmt: skip
    OWNER_ID_COUNT = (
        "OWNER_ID_COUNT", _NO, "业主人数与证件号码个数不一致",
        _("the number of owners and of ID numbers differ"),
    )  # fmt: skip
    ID_NAME_CONFLICT = (
        "ID_NAME_CONFLICT", _NO, "同一证件号码前面已登记为另一姓名",
        _("the same ID number was given with another name further up"),
    )  # fmt: skip
    AREA_UNREADABLE = (
        "AREA_UNREADABLE", _NO, "建筑面积读不懂", _("the floor area cannot be read"),
    )  # fmt: skip
    DUP_ROW = (
        "DUP_ROW", _NO, "与前面某行重复(同一房屋、同一业主)",
        _("repeats an earlier row (same unit, same owner)"),
    )  # fmt: skip
    DUP_UNIT = (
        "DUP_UNIT", _NO, "同一房屋前面已登记了另一业主",
        _("the same unit was given with another owner further up"),
    )  # fmt: skip

    # lists of archive items
    ARCHIVE_NO_MISSING = (
        "ARCHIVE_NO_MISSING", _NO, "档号为空", _("the archive number is empty"),
    )  # fmt: skip
    ARCHIVE_NO_UNREADABLE = (
        "ARCHIVE_NO_UNREADABLE", _NO, "档号不完整或不合规则",
        _("the archive number is incomplete or malformed"),
    )  # fmt: skip
    ARCHIVE_NO_UNKNOWN = (
        "ARCHIVE_NO_UNKNOWN", _NO, "档号在目录中查不到",
        _("the archive number is not in the catalogue"),
    )  # fmt: skip
    DUP_ARCHIVE_NO = (
        "DUP_ARCHIVE_NO", _NO, "档号与前面某行重复", _("the archive number repeats an earlier row"),
    )  # fmt: skip
    TITLE_MISSING = ("TITLE_MISSING", _NO, "题名为空", _("the title is empty"))
    COPYTYPE_UNKNOWN = (
        "COPYTYPE_UNKNOWN", _NO, "原件/复印件栏读不懂", _("original/copy cannot be read"),
    )  # fmt: skip
    SECRECY_UNKNOWN = (
        "SECRECY_UNKNOWN", _NO, "密级读不懂", _("the secrecy class cannot be read"),
    )  # fmt: skip
    RETENTION_MISSING = (
        "RETENTION_MISSING", _NO, "保管期限为空", _("the retention period is empty"),
    )  # fmt: skip
    RETENTION_UNKNOWN = (
        "RETENTION_UNKNOWN", _NO, "保管期限读不懂", _("the retention period cannot be read"),
    )  # fmt: skip
    RETENTION_CONFLICT = (
        "RETENTION_CONFLICT", _NO, "保管期限与档号中的期限代码不符",
        _("the retention period contradicts the code inside the archive number"),
    )  # fmt: skip

    # loan registers
    BORROWER_MISSING = ("BORROWER_MISSING", _NO, "借阅人为空", _("the borrower is empty"))
    RETURN_BEFORE_LOAN = (
        "RETURN_BEFORE_LOAN", _NO, "归还日期早于借阅日期", _("returned before it was lent"),
    )  # fmt: skip
    RETURN_DATE_UNKNOWN = (
        "RETURN_DATE_UNKNOWN", _NO, "写明已还但没有归还日期",
        _("said to be returned, but without a date"),
    )  # fmt: skip
    RENEW_UNREADABLE = (
        "RENEW_UNREADABLE", _NO, "续借栏读不懂", _("the renewal column cannot be read"),
    )  # fmt: skip
    LOAN_OVERLAP = (
        "LOAN_OVERLAP", _NO, "该件前一次借阅尚未归还,不能再借",
        _("the item was still out on an earlier loan"),
    )  # fmt: skip

    # destruction lists
    PERMANENT_ITEM = (
        "PERMANENT_ITEM", _NO, "永久保管的档案不得销毁",
        _("a permanent item must never be destroyed"),
    )  # fmt: skip
    NOT_EXPIRED = ("NOT_EXPIRED", _NO, "保管期限未满", _("the retention period has not ended"))
    RETENTION_NOT_COMPUTABLE = (
        "RETENTION_NOT_COMPUTABLE", _NO, "“长期/短期”算不出到期日,须先重新鉴定",
        _("no end date follows from 长期/短期; appraise it again first"),
    )  # fmt: skip
    ITEM_ON_LOAN = (
        "ITEM_ON_LOAN", _NO, "该件尚未归还,不得销毁", _("the item is out on loan"),
    )  # fmt: skip
    APPRAISAL_KEEP = (
        "APPRAISAL_KEEP", _NO, "鉴定意见为继续保存", _("the appraisal says keep"),
    )  # fmt: skip
    APPRAISAL_MISSING = (
        "APPRAISAL_MISSING", _NO, "没有鉴定意见", _("there is no appraisal"),
    )  # fmt: skip
    CATALOGUE_MISMATCH = (
        "CATALOGUE_MISMATCH", _NO, "与目录登记不符(形成日期、期限、份数或页数)",
        _("differs from the catalogue (date, retention, copies or pages)"),
    )  # fmt: skip

    # the file as a whole
    FILE_CORRUPT = (
        "FILE_CORRUPT", _FILE, "文件损坏,整份退回,不得只导入一部分",
        _("the file is damaged; refuse all of it, import nothing"),
    )  # fmt: skip
    FILE_ENCRYPTED = (
        "FILE_ENCRYPTED", _FILE, "文件有打开密码,整份退回",
        _("the file needs a password; refuse all of it"),
    )  # fmt: skip
    FILE_NOT_WORKBOOK = (
        "FILE_NOT_WORKBOOK", _FILE, "不是表格文件,整份退回",
        _("not a spreadsheet; refuse all of it"),
    )  # fmt: skip
    FILE_EMPTY = ("FILE_EMPTY", _FILE, "文件是空的", _("the file is empty"))
    FILE_TOO_LARGE = (
        "FILE_TOO_LARGE", _FILE, "文件太大或展开后过大,整份退回",
        _("the file is too large, or becomes too large when unpacked; refuse all of it"),
    )  # fmt: skip
    HEADER_NOT_FOUND = (
        "HEADER_NOT_FOUND", _FILE, "找不到表头,认不出这是哪种台账",
        _("no heading row was found; this is not the expected kind of ledger"),
    )  # fmt: skip
    HEADER_AMBIGUOUS = (
        "HEADER_AMBIGUOUS", _FILE, "两栏表头指同一内容,分不清用哪一栏",
        _("two columns carry the same heading; it is not clear which one counts"),
    )  # fmt: skip

    # warnings
    PAGES_UNKNOWN = (
        "PAGES_UNKNOWN", _WARN, "有材料但页数不详,按0页计",
        _("the document is there, its pages are unknown and count as 0"),
    )  # fmt: skip
    PHONE_INVALID = (
        "PHONE_INVALID", _WARN, "电话读不懂,需核对",
        _("a phone number cannot be read; check it"),
    )  # fmt: skip
    ID_MISSING = ("ID_MISSING", _WARN, "没有证件号码", _("no ID number"))
    ID_OLD_15 = (
        "ID_OLD_15", _WARN, "15位旧证件号码,按原样保存",
        _("an old 15-digit ID number, kept as it is"),
    )  # fmt: skip
    DATE_MISSING_OPTIONAL = (
        "DATE_MISSING_OPTIONAL", _WARN, "没有入住日期", _("no move-in date"),
    )  # fmt: skip
    BOX_TWO_CABINETS = (
        "BOX_TWO_CABINETS", _WARN, "同一盒号登记在两个柜号下",
        _("the same box number is listed under two cabinets"),
    )  # fmt: skip
    NAME_NOTE = (
        "NAME_NOTE", _WARN, "姓名后的括号内容按附注处理",
        _("words in brackets after the name are kept as a note"),
    )  # fmt: skip
    FORMULA_TEXT = (
        "FORMULA_TEXT", _WARN, "备注以 = + @ 开头,按文字保存,导出时须转义",
        _("the remark starts with = + or @; keep it as text and neutralise it on export"),
    )  # fmt: skip
    SECRECY_MISSING = (
        "SECRECY_MISSING", _WARN, "密级为空,不得默认为公开",
        _("no secrecy class; it must not default to 公开"),
    )  # fmt: skip
    DUE_MISMATCH = (
        "DUE_MISMATCH", _WARN, "应还日期与规则不符", _("the due date does not follow from the rule"),
    )  # fmt: skip
    APPROVER_MISSING = ("APPROVER_MISSING", _WARN, "没有批准人", _("no approver"))
    SELF_APPROVED = (
        "SELF_APPROVED", _WARN, "批准人就是借阅人", _("the borrower approved the loan"),
    )  # fmt: skip
    REMARK_HOLD = (
        "REMARK_HOLD", _WARN, "备注提到诉讼/暂缓,审批时须提示",
        _("the remark mentions a dispute or a hold; show it to the approver"),
    )  # fmt: skip
    TOTAL_MISMATCH = (
        "TOTAL_MISMATCH", _WARN_FILE, "表内合计与实际不符",
        _("the total written in the sheet differs from the rows"),
    )  # fmt: skip
    SEQ_GAP = (
        "SEQ_GAP", _WARN_FILE, "序号有跳号或重号", _("the sequence numbers skip or repeat"),
    )  # fmt: skip
    HABITS_LEFT_OUT = (
        "HABITS_LEFT_OUT", _WARN_FILE, "爱好、性格、习惯等栏不采集,未导入(COL-20)",
        _("columns on tastes, character and habits are not collected and were left out (COL-20)"),
    )  # fmt: skip


class LedgerRefused(Exception):  # noqa: N818  (it is not an error of ours: the file is refused)
    """A ledger is refused as a whole; nothing of it may be kept."""

    def __init__(self, code: Code, detail: str = "") -> None:
        super().__init__(f"{code}: {detail or code.en}")
        self.code = code
        self.detail = detail
