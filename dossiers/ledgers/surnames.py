"""Chinese surnames, to tell two people in one cell from one name that was wrapped."""

from __future__ import annotations

import re

_SINGLE = (
    "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻柏水窦章云苏潘葛奚范彭郎鲁韦昌马苗凤花方"
    "俞任袁柳酆鲍史唐费廉岑薛雷贺倪汤滕殷罗毕郝邬安常乐于时傅皮卞齐康伍余元卜顾孟平黄和穆萧尹姚邵湛汪祁毛禹狄米贝明臧"
    "计伏成戴谈宋茅庞熊纪舒屈项祝董梁杜阮蓝闵席季麻强贾路娄危江童颜郭梅盛林刁钟徐邱骆高夏蔡田樊胡凌霍虞万支柯昝管卢莫"
    "经房裘缪干解应宗丁宣贲邓郁单杭洪包诸左石崔吉钮龚程嵇邢滑裴陆荣翁荀羊惠甄曲家封芮储靳汲邴糜松井段富巫乌焦巴弓牧隗"
    "山谷车侯宓蓬全郗班仰秋仲伊宫宁仇栾暴甘厉戎祖武符刘景詹束龙叶幸司韶郜黎薄印宿白怀蒲邰从鄂索咸籍赖卓蔺屠蒙池乔阴"
    "胥苍双闻莘党翟谭贡劳逄姬申扶堵冉宰郦雍璩桑桂濮牛寿通边扈燕冀浦尚农温别庄晏柴瞿阎充慕连茹习宦艾鱼容向古易慎戈廖"
    "庾终暨居衡步都耿满弘匡国文寇广禄阙东殴沃利蔚越夔隆师巩厍聂晁勾敖融冷訾辛阚那简饶空曾毋沙乜养鞠须丰巢关蒯相查后荆"
    "红游竺权逯盖益桓公付肖闫代邸苟尉谌覃蒙岳帅缑亢况琴归海晋楚法汝涂钦仝佟佘佴商牟伯赏墨哈谯笪年爱阳言福朴粟原"
    "陳張劉趙黃吳楊孫馬羅鄭謝許鄧馮蔣葉蕭呂盧蘇賈鐘譚鄒陸龔賴龍萬錢湯閻顧賀嚴溫魯韋倫"
)  # fmt: skip
_COMPOUND = (
    "欧阳 太史 端木 上官 司马 东方 独孤 南宫 万俟 闻人 夏侯 诸葛 尉迟 公羊 赫连 澹台 皇甫 宗政 濮阳 公冶 太叔 申屠 公孙 慕容 仲孙"
    " 钟离 长孙 宇文 司徒 鲜于 司空 闾丘 子车 亓官 司寇 巫马 公西 颛孙 壤驷 公良 漆雕 乐正 宰父 谷梁 拓跋 夹谷 轩辕 令狐 段干 百里"
    " 呼延 东郭 南门 羊舌 微生 公户 公玉 梁丘 左丘 东门 西门 纳兰 完颜 叶赫 富察 歐陽 諸葛 東方 長孫 尉遲 鮮于 鍾離 司馬 萬俟"
)  # fmt: skip

SINGLE_SURNAMES = frozenset(_SINGLE)
COMPOUND_SURNAMES = frozenset(_COMPOUND.split(" "))
HAN = "\u3005\u3007\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003fffd"
_ONLY_HAN = re.compile(f"[{HAN}]+")
_LONGEST_GIVEN_NAME = 2


def could_be_a_person(word: str) -> bool:
    """Whether a word has the form of one full Chinese name: a surname and a given name."""
    if not _ONLY_HAN.fullmatch(word):
        return False
    lengths = [len(word) - 2] if word[:2] in COMPOUND_SURNAMES else []
    if word[0] in SINGLE_SURNAMES:
        lengths.append(len(word) - 1)
    return any(1 <= given <= _LONGEST_GIVEN_NAME for given in lengths)


def is_one_wrapped_name(words: list[str]) -> bool:
    """Whether these are a compound surname and a given name that stand apart: 上官 雯佳."""
    return len(words) == len(("surname", "given name")) and words[0] in COMPOUND_SURNAMES
