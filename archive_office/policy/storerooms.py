"""The settings of storerooms: how often they are looked at, and the climate they ought to have."""

from typing import Final

from archive_office.policy.setting import NO, SWITCH_WORDS, Setting, Unit
from archive_office.policy.setting import choice_setting as choice
from archive_office.policy.setting import number_setting as number

STOREROOMS: Final[tuple[Setting, ...]] = (
    choice(
        "shelf_plan",
        "category_then_floor",
        {
            "category_then_floor": (
                "先按类别，再按楼栋楼层",
                "by category, then building and floor",
            ),
            "category": ("按类别", "by category"),
            "free": ("不限", "anywhere"),
        },
        clause="STO-06",
        zh="排架方式",
        en="how things stand on the shelves",
    ),
    number(
        "room_inspection_months",
        6,
        Unit.MONTHS,
        (1, 24),
        clause="STO-11",
        zh="库房定期检查间隔",
        en="months between inspections of a storeroom",
    ),
    number(
        "extinguisher_check_months",
        12,
        Unit.MONTHS,
        (1, 36),
        clause="STO-03",
        zh="灭火器及安全标志检查间隔",
        en="months between checks of extinguishers and signs",
    ),
    number(
        "title_document_count_months",
        1,
        Unit.MONTHS,
        (1, 12),
        clause="STO-10",
        zh="权证双人清点间隔",
        en="months between counts of the title documents",
    ),
    choice(
        "closing_checklist",
        NO,
        SWITCH_WORDS,
        clause="STO-15",
        zh="最后离库人员签署离库检查表",
        en="the last person signs a closing checklist",
    ),
    number(
        "temperature_least",
        14,
        Unit.DEGREES,
        (0, 40),
        clause="STO-02",
        zh="库房温度下限",
        en="lowest temperature of a storeroom",
    ),
    number(
        "temperature_most",
        24,
        Unit.DEGREES,
        (0, 40),
        clause="STO-02",
        zh="库房温度上限",
        en="highest temperature of a storeroom",
    ),
    number(
        "humidity_least",
        45,
        Unit.PERCENT,
        (0, 100),
        clause="STO-02",
        zh="库房相对湿度下限",
        en="lowest relative humidity of a storeroom",
    ),
    number(
        "humidity_most",
        60,
        Unit.PERCENT,
        (0, 100),
        clause="STO-02",
        zh="库房相对湿度上限",
        en="highest relative humidity of a storeroom",
    ),
)
