"""Made-up people, firms and numbers: valid in form, issued to nobody."""

from __future__ import annotations

import random
from datetime import date, timedelta

from stdnum.cn import ric, uscc

_SURNAMES = "于万上乔任伍余冉凌卜古史司叶吴吕"
_GIVEN = "安柏辰澄川岱帆菲谷涵禾和桦淮霁简江景筠可岚黎林麓茗沐宁诺鹏齐晴若森杉书棠彤维文溪"
_FIRMS = ("砾木", "青屿", "远岫", "松间", "白榆", "长堤")
_TRADES = ("商贸有限公司", "餐饮管理有限公司", "信息技术有限公司", "建筑装饰有限公司")
_REGIONS = ("330106", "310115", "440305", "110108", "420106")


def person(dice: random.Random) -> str:
    return dice.choice(_SURNAMES) + "".join(dice.sample(_GIVEN, dice.choice((1, 2))))


def firm(dice: random.Random) -> str:
    return f"杭州{dice.choice(_FIRMS)}{dice.choice(_GIVEN)}{dice.choice(_TRADES)}"


def id_number(dice: random.Random) -> str:
    """A number of a block that is not issued, with a true check digit."""
    born = date(1945, 1, 1) + timedelta(days=dice.randrange(21_000))
    body = f"{dice.choice(_REGIONS)}{born:%Y%m%d}{dice.choice((996, 997, 998, 999))}"
    return body + ric.calc_check_digit(body + "0")


def old_id_number(dice: random.Random) -> str:
    return f"{dice.choice(_REGIONS)}{dice.randrange(40, 99)}0{dice.randrange(1, 9)}1{dice.randrange(9)}996"


def credit_code(dice: random.Random) -> str:
    body = "91339999MA" + "".join(dice.choice("0123456789ABCDEFGHJKLMNPQRTUWXY") for _ in range(7))
    return body + uscc.calc_check_digit(body + "0")


def passport(dice: random.Random) -> str:
    return f"E{dice.choice('ABCDEFGH')}{dice.randrange(10**7, 10**8 - 1)}"[:9]


def mobile(dice: random.Random) -> str:
    return dice.choice(("160", "161", "163", "168", "169")) + f"{dice.randrange(10**8):08d}"


def landline(dice: random.Random) -> str:
    return f"0571-9{dice.randrange(10**7):07d}"


def wrong_check_digit(number: str) -> str:
    return number[:-1] + ("0" if number[-1] != "0" else "1")
