"""A look at a dossier that somebody has to explain, for the standing office."""

from datetime import timedelta

from dossiers.models import Ground, ReadingReview, Verdict, ViewLog
from tests.factories import arranged


def look_at(dossier, story, suffix):
    """The archivist saw the numbers of a dossier in the evening; the head has asked why."""
    reader, head = story.user(f"archivist{suffix}"), story.user(f"head{suffix}")
    then = story.now - timedelta(hours=15)
    shown = {"what": ViewLog.What.REVEALED, "under": "centre", "detail": "来电核对"}
    view = ViewLog.objects.create(dossier=dossier, user=reader, at=then, **shown)
    with arranged():
        reading = ReadingReview.objects.create(
            ground=Ground.UNMASKED,
            person=reader,
            dossier=dossier,
            day=then.date(),
            department=dossier.centre,
            view=view,
            last_at=then,
            views=1,
            dossiers=1,
            found_at=story.now,
            verdict=Verdict.EXPLAIN,
            remark="请说明事由",
            reviewed_by=head,
            reviewed_at=story.now,
        )
    return {"view": view, "reading": reading}
