"""What was written on forms about a dossier: a complaint with somebody's name, passed on."""

from archive_office.organisation.models import Department, DepartmentKind
from dossiers.models import FormDefinition, RegisterEntry
from dossiers.procedures.entries import write_entry
from dossiers.procedures.referrals import pass_entry
from dossiers.rules.entries import Written


def write_on(dossier, story, suffix):
    """A complaint taken down at the desk."""
    definition = FormDefinition.objects.filter(code="SR-20").order_by("-version").first()
    told = {
        "called_at": "09:30",
        "channel": "telephone",
        "complainant": story.fiction.name(),
        "subject": "电梯多日未修",
        "kind": "service",
        "receiving": "客户服务部",
        "dealt_by": "前台",
    }
    written = Written(dossier.centre, story.now.date(), told, unit=dossier.unit, dossier=dossier)
    front = story.user(f"front{suffix}")
    made = write_entry(definition, written, by=front, now=story.now)
    office = Department.objects.filter(kind=DepartmentKind.ARCHIVE_OFFICE).order_by("code").first()
    passed = pass_entry(made, office, "请查旧档", by=front, now=story.now)
    return {"register_entry": RegisterEntry.objects.get(pk=made.pk), "referral": passed}
