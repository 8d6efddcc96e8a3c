"""Who opens papers: the model of tiers 分级管理."""

from typing import Final

from archive_office.policy.setting import Setting
from archive_office.policy.setting import choice_setting as choice

ACCESS: Final[tuple[Setting, ...]] = (
    choice(
        "access_tiers",
        "headquarters_and_centre",
        {
            "headquarters_and_centre": ("总部、服务中心两级", "headquarters and centre"),
            "company_department_person": (
                "公司级、部门级、个人级三级",
                "company, department and person",
            ),
        },
        clause="SEC-19",
        zh="客户档案分级管理方式",
        en="tiers by which dossiers are managed",
    ),
)
