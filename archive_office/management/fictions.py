"""Invented people and papers for the demo office and the walkthrough.

Nothing here is real: identity numbers carry a valid check digit but a sequence
part (996–999) that is not issued with these birth dates, telephone numbers start
with prefixes that are not given to subscribers.
"""

import io
import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from PIL import Image, ImageDraw

SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文"
GIVEN = "芳娜敏静秀娟英华慧巧美婷雅芝玉萍红娥玲芬燕彩春菊兰凤洁梅琳素云莲真环雪荣爱妹霞香月莺媛艳瑞凡佳嘉琼勤珍贞莉桂娣叶璧璐娅琦晶妍茜秋珊莎锦黛青倩婉娴瑾颖露瑶怡婵雁蓓纨仪荷丹蓉眉君琴蕊薇菁梦岚苑筠柔竹霭凝晓欢霄枫芸菲寒欣滢伟刚勇毅俊峰强军平保东文辉力明永健世广志义兴良海山仁波宁贵福生龙元全国胜学祥才发武新利清飞彬富顺信子杰涛昌成康星光天达安岩中茂进林有坚和彪博诚先敬震振壮会思群豪心邦承乐绍功松善厚庆磊民友裕河哲江超浩亮政谦亨奇固之轮翰朗伯宏言若鸣朋斌梁栋维启克伦翔旭鹏泽晨辰士以建家致树炎德行时泰盛喆堃"
REGIONS = ("110105", "310115", "320505", "330106", "440305", "510104", "610113")
MOBILE = ("160", "161", "163", "164", "168", "169")
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
CHECK_DIGITS = "10X98765432"


@dataclass(frozen=True, slots=True)
class Person:
    """One invented resident."""

    name: str
    id_number: str
    phone: str


class Fiction:
    """A seeded source of invention: the same seed tells the same story."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)  # noqa: S311 - stories, not secrets

    def person(self) -> Person:
        """A resident with a name, an identity number and a mobile number."""
        return Person(self.name(), self.id_number(), self.phone())

    def name(self) -> str:
        """A name of two or three characters."""
        given = self.random.sample(GIVEN, self.random.choice((1, 2, 2)))
        return self.random.choice(SURNAMES) + "".join(given)

    def phone(self) -> str:
        """A mobile number of an unissued range."""
        return self.random.choice(MOBILE) + f"{self.random.randrange(10**8):08}"

    def id_number(self) -> str:
        """A resident identity number, valid in form and issued to nobody."""
        born = date(1950, 1, 1) + timedelta(days=self.random.randrange(50 * 365))
        body = f"{self.random.choice(REGIONS)}{born:%Y%m%d}{self.random.randrange(996, 1000)}"
        total = sum(int(d) * w for d, w in zip(body, WEIGHTS, strict=True))
        return body + CHECK_DIGITS[total % 11]

    def day(self, first: date, last: date) -> date:
        """A day between two days, both included."""
        return first + timedelta(days=self.random.randrange((last - first).days + 1))


def scan(caption: str, *, page: int = 1) -> bytes:
    """A small picture that stands for the scan of a page (JPEG)."""
    picture = Image.new("L", (420, 594), 250)
    pen = ImageDraw.Draw(picture)
    pen.rectangle((24, 24, 396, 570), outline=90, width=2)
    for line in range(12):
        length = 300 - (line * 37 + page * 53) % 140
        pen.line((48, 96 + line * 34, 48 + length, 96 + line * 34), fill=150, width=3)
    pen.text((48, 48), f"DEMO {caption} {page}", fill=40)
    buffer = io.BytesIO()
    picture.save(buffer, "JPEG", quality=60)
    return buffer.getvalue()


def rooms(*, buildings: int, floors: int, per_floor: int) -> Iterator[tuple[str, str, int]]:
    """The rooms of an estate, floor by floor: building, room, floor."""
    for building in range(1, buildings + 1):
        for floor in range(1, floors + 1):
            for door in range(1, per_floor + 1):
                yield f"{building}栋", f"{floor}{door:02}", floor
