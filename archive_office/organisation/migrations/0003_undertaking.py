"""The first text of the confidentiality undertaking: without one nobody could sign."""

from datetime import date

from django.db import migrations
from django.utils import timezone

VERSION = "2020-01"
SINCE = date(2020, 1, 1)

TEXT_ZH = """本人因工作需要接触公司客户档案、客户资料与信息，郑重承诺：
一、严守公司保密制度，不将客户资料与信息泄露给他人，不在公共场所谈论、查阅客户档案；
二、仅为工作需要、经审批同意后查阅客户档案，不私自查看、摘抄、复印、拍照或转发；
三、本人账号和密码仅限本人使用，不提供给他人；
四、借阅的档案按期归还，不转借，不带往公共场所；
五、调离或离开公司后，继续履行本承诺。
如有违反，本人愿按公司制度及国家法律法规承担责任。"""

TEXT_EN = """My work brings me into contact with dossiers, papers and information of customers. I promise:
1. I keep the company's rules of confidentiality. I pass no information about customers to others, and neither discuss nor read dossiers in public places.
2. I read dossiers for my work only and with the approval the rules ask for. I do not look at, excerpt, copy, photograph or forward them on my own account.
3. My account and my password are mine alone. I give them to nobody.
4. What I borrow I return in time. I do not lend it on and do not carry it to public places.
5. I keep this promise after I have changed my post or left the company.
If I break it, I answer for it under the company's rules and the law."""  # noqa: E501 - a paragraph is a line


def lay_down(apps, schema_editor):
    facts = {
        "version": VERSION,
        "text_zh": TEXT_ZH,
        "text_en": TEXT_EN,
        "effective_from": SINCE,
    }
    row = apps.get_model("organisation", "UndertakingText").objects.create(**facts)
    apps.get_model("organisation", "HistoricalUndertakingText").objects.create(
        id=row.pk,
        history_date=timezone.now(),
        history_type="+",
        history_change_reason="reference data",
        **facts,
    )


def take_up(apps, schema_editor):
    apps.get_model("organisation", "UndertakingText").objects.all().delete()


class Migration(migrations.Migration):
    dependencies = [("organisation", "0002_append_only")]

    operations = [migrations.RunPython(lay_down, take_up)]
