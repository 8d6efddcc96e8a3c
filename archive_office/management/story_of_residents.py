"""What residents of the fictitious office ask of their data, and how reading them is watched."""

from datetime import timedelta
from typing import Final

from archive_office.management.story import Story
from archive_office.organisation.models import Department
from archive_office.organisation.roles import Role
from dossiers.models import DataRequest, Dossier, DossierState, Hold, ViewLog
from dossiers.models.readings import Ground, ReadingReview
from dossiers.models.readings import Verdict as Judged
from dossiers.procedures.data_requests import answer, decide, take_in
from dossiers.procedures.reading import log_view
from dossiers.procedures.retention import place_hold
from dossiers.procedures.reviewing import keep_findings, review_readings
from dossiers.rules.access import right_to_read
from dossiers.rules.data_requests import Asked, Verdict
from dossiers.rules.reviewing import Finding

ASKED: Final = (
    ("copy", "counter", "索取本人登记资料复印件", 2),
    ("deletion", "letter", "要求删除全部登记资料", 9),
    ("correction", "telephone", "紧急联系人电话已更换", 4),
)
"""Kind, how it came, what is wanted, how many days ago; the second is refused and answered."""
HOUR: Final = 22


def furnish_residents(story: Story, centre: Department) -> None:
    """Requests of residents, a dispute that holds a dossier back, readings after hours."""
    rows = Dossier.objects.filter(centre=centre, state=DossierState.OPEN, kind="owner")
    dossiers = list(rows.order_by("-code")[:4])
    requests = [
        take_in(
            dossier,
            Asked(
                kind=kind,
                channel=channel,
                wanted=wanted,
                received_on=story.today - timedelta(days=days),
            ),
            by=story.user("archivist"),
            now=story.now,
        )
        for dossier, (kind, channel, wanted, days) in zip(dossiers, ASKED, strict=False)
    ]
    refuse(story, requests[1])
    place_hold(
        dossiers[3],
        Hold.Kind.DISPUTE,
        Role.CENTRE_HEAD,
        by=story.user("head"),
        now=story.now,
        reason="相邻漏水纠纷尚未调解",
    )
    watch(story, dossiers[:2])


def refuse(story: Story, request: DataRequest) -> None:
    """The head refuses a deletion, and the resident is told why."""
    verdict = Verdict(
        outcome=DataRequest.Outcome.REFUSED,
        ground=DataRequest.Ground.KEPT,
        reason="在住期间须保存登记资料",
    )
    decided = decide(request, verdict, by=story.user("head"), now=story.now)
    words = "依据档案管理制度，在住期间登记资料须予保存；退租、售出并满保管期限后依规处理。"
    answer(decided, words, by=story.user("archivist"), now=story.now)


def watch(story: Story, dossiers: list[Dossier]) -> None:
    """Two dossiers were read late in the evening; one reader is asked to explain."""
    night = (story.now - timedelta(days=1)).replace(hour=HOUR)
    for name, dossier in zip(("archivist", "archivist1b"), dossiers, strict=True):
        reader = story.user(name)
        right = right_to_read(dossier, reader, at=night)
        log_view(dossier, reader, ViewLog.What.SHOWN, under=right, now=night)
        seen = ViewLog.objects.filter(dossier=dossier, user=reader).latest("pk")
        found = Finding(
            ground=Ground.HOURS,
            person=reader.pk,
            dossier=None,
            department=dossier.centre_id,
            view=seen.pk,
            last_at=night,
            views=1,
            dossiers=1,
        )
        keep_findings(night.date(), [found], by=None, now=story.now)
    asked = ReadingReview.objects.filter(person=story.user("archivist")).values_list(
        "pk", flat=True
    )
    words = "请说明昨晚查阅的事由"
    review_readings(list(asked), Judged.EXPLAIN, words, by=story.user("head"), now=story.now)
