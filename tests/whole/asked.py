"""What a resident has asked about the own data in a centre: one still waits, one was answered."""

from dossiers.models import Consent, DataRequest
from dossiers.procedures.data_requests import answer, decide, note_done, take_in
from dossiers.rules.data_requests import Asked, Verdict


def ask_about_data(dossier, story, suffix):
    """A request for correction that waits for the head, and an answered one for a copy."""
    archivist, head = story.user(f"archivist{suffix}"), story.user(f"head{suffix}")
    now, on = story.now, story.now.date()

    def asked(kind):
        said = Asked(kind=kind, channel="counter", wanted="联系电话有误", received_on=on)
        return take_in(dossier, said, by=archivist, now=now)

    waiting, answered = asked("correction"), asked("copy")
    decide(answered, Verdict(outcome="granted"), by=head, now=now)
    note_done(answered, "复印件一份", by=archivist, now=now)
    answer(answered, "已提供复印件。", by=archivist, now=now)
    customer = dossier.occupancy.customer
    return {
        "data_request": DataRequest.objects.get(pk=waiting.pk),
        "answered_request": DataRequest.objects.get(pk=answered.pk),
        "consent": Consent.objects.filter(customer=customer).order_by("kind").first(),
    }
