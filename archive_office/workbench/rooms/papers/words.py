"""What the papers of storerooms call things."""

from types import MappingProxyType
from typing import Final

from archive_office.custody.models import (
    Backup,
    Equipment,
    Point,
    RoomClosing,
    RoomFinding,
    RoomInspection,
)

POINTS: Final = MappingProxyType(
    {
        Point.FIRE: ("八防", "防火"),
        Point.THEFT: ("八防", "防盗"),
        Point.DAMP: ("八防", "防潮"),
        Point.LIGHT: ("八防", "防光"),
        Point.DUST: ("八防", "防尘"),
        Point.INSECTS: ("八防", "防虫"),
        Point.RODENTS: ("八防", "防鼠"),
        Point.HEAT: ("八防", "防高温"),
        Point.AIR: ("环境", "保持通风"),
        Point.RACKS: ("环境", "档案架与窗户垂直"),
        Point.SUNLIGHT: ("环境", "无阳光直射"),
        Point.FLAMMABLE: ("环境", "无易燃易爆物品，无人吸烟"),
        Point.DOORS: ("环境", "库房门、锁完好"),
        Point.WINDOWS: ("环境", "库房窗户完好"),
        Point.MISPLACED: ("存放", "无存放错误"),
        Point.MOULD: ("实体", "无霉烂"),
        Point.BOOKWORM: ("实体", "无虫蛀"),
        Point.WET: ("实体", "无受潮"),
        Point.CORROSION: ("实体", "无腐蚀"),
    }
)
OCCASIONS: Final = MappingProxyType(
    {
        RoomInspection.Occasion.REGULAR: "定期检查",
        RoomInspection.Occasion.THEFT: "失窃后检查",
        RoomInspection.Occasion.LOSS: "遗失后检查",
        RoomInspection.Occasion.FIRE: "火灾后检查",
    }
)
KINDS: Final = MappingProxyType({"theft": "失窃", "loss": "遗失", "fire": "火灾"})
DOUBT: Final = "存疑检查"
OUTCOMES: Final = MappingProxyType(
    {
        RoomFinding.Outcome.NONE: "",
        RoomFinding.Outcome.SCATTERED: "散",
        RoomFinding.Outcome.DISORDERED: "乱",
        RoomFinding.Outcome.LOST: "丢",
        RoomFinding.Outcome.DAMAGED: "坏",
    }
)
EQUIPMENT: Final = MappingProxyType(
    {
        Equipment.Kind.EXTINGUISHER: "灭火器",
        Equipment.Kind.SIGN: "严禁烟火标记",
        Equipment.Kind.ALARM: "报警器",
        Equipment.Kind.INSTRUMENT: "温湿度计",
        Equipment.Kind.DEHUMIDIFIER: "除湿机、空调",
        Equipment.Kind.OTHER: "其他设备",
    }
)
CLOSING: Final = MappingProxyType(
    {
        RoomClosing.Point.LIGHTS: "关灯",
        RoomClosing.Point.WINDOWS: "关窗",
        RoomClosing.Point.DOORS: "锁门",
        RoomClosing.Point.CLEAN: "清洁",
        RoomClosing.Point.NOTHING_FOREIGN: "无关物品",
    }
)
RESULTS: Final = MappingProxyType(
    {"": "", Backup.Result.GOOD.value: "完整", Backup.Result.FAILED.value: "失败"}
)
GOOD, BAD = "√", "×"
