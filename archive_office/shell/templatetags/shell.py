"""Template tags of the shell."""

from functools import lru_cache
from typing import Any

from django import template
from django.template.defaultfilters import capfirst
from django.utils.html import format_html
from django.utils.safestring import SafeString

register = template.Library()

#: Colour and symbol of every state the office knows; other states are neutral.
STATES = {
    # dossiers and submissions
    "draft": ("neutral", "edit_note"),
    "submitted": ("info", "send"),
    "returned": ("warn", "undo"),
    "accepted": ("good", "check"),
    "open": ("good", "folder_open"),
    "closed": ("neutral", "lock"),
    "void": ("bad", "block"),
    # holdings
    "in_preparation": ("warn", "pending"),
    "on_shelf": ("good", "shelves"),
    "in_handover": ("info", "local_shipping"),
    "on_loan": ("warn", "outbox"),
    "in_reading_room": ("info", "visibility"),
    "quarantined": ("bad", "hourglass_empty"),
    "destroyed": ("neutral", "delete"),
    "missing": ("bad", "report"),
    # manifests and their lines
    "preparing": ("neutral", "edit_note"),
    "unchecked": ("neutral", "radio_button_unchecked"),
    "agrees": ("good", "check"),
    "voided": ("bad", "block"),
    # handovers of a half-year
    "nothing": ("neutral", "remove"),
    "due": ("warn", "schedule"),
    "under_way": ("info", "local_shipping"),
    "done": ("good", "check"),
    "checking": ("info", "fact_check"),
    "checked": ("info", "fact_check"),
    "frozen": ("info", "lock"),
    "signed": ("good", "draw"),
    "completed": ("good", "check"),
    "cancelled": ("neutral", "block"),
    "match": ("good", "check"),
    "unlisted": ("warn", "add"),
    "damaged": ("warn", "warning"),
    "pages_differ": ("warn", "warning"),
    "refused": ("bad", "block"),
    # logins
    "signed_in": ("good", "login"),
    "code_asked": ("info", "key"),
    "locked_out": ("bad", "lock"),
    # requests, loans and copies
    "to_identify": ("info", "search"),
    "approved": ("good", "check"),
    "withdrawn": ("neutral", "undo"),
    "used": ("neutral", "task_alt"),
    "granted": ("good", "check"),
    "in_time": ("good", "check"),
    "due_soon": ("info", "schedule"),
    "due_today": ("warn", "today"),
    "late": ("bad", "alarm"),
    "dereliction": ("bad", "report"),
    "not_put_back": ("warn", "assignment_return"),
    "returned_in_time": ("good", "check"),
    "returned_late": ("warn", "check"),
    "made": ("warn", "pending"),
    "released": ("good", "send"),
    "rejected": ("bad", "delete"),
    "offered": ("info", "notifications"),
    "personal": ("warn", "lock"),
    # appraisals and what they say of a thing
    "drafting": ("neutral", "edit_note"),
    "signing": ("info", "lock"),
    "keep": ("good", "check"),
    "permanent": ("good", "archive"),
    "destroy": ("bad", "delete"),
    "undecided": ("warn", "schedule"),
    # destruction registers and their lines
    "approving": ("info", "how_to_reg"),
    "executing": ("warn", "delete_forever"),
    "listed": ("neutral", "list_alt"),
    "vetoed": ("warn", "block"),
    "put_off": ("warn", "schedule"),
    # rows of history
    "added": ("good", "add"),
    "changed": ("info", "edit"),
    "removed": ("bad", "delete"),
    # work in the background
    "waiting": ("neutral", "schedule"),
    "running": ("info", "sync"),
    "failed": ("bad", "error"),
    "overdue": ("bad", "error"),
}


@register.simple_tag
@lru_cache(maxsize=1024)  # a page draws some hundred, from a few dozen
def icon(name: str, css: str = "") -> SafeString:
    """A symbol that says nothing a reader would miss: ``{% icon "check" %}``."""
    return format_html(
        '<span class="material-symbols-outlined ao-icon {}" aria-hidden="true">{}</span>', css, name
    )


@register.simple_tag
def state(value: object, label: object = "", tone: str = "") -> SafeString:
    """A state with colour, symbol and word: ``{% state dossier.state dossier.get_state_display %}``."""
    return _state(str(value), str(label or capfirst(str(value))), tone)


@lru_cache(maxsize=2048)  # a list of a page draws a hundred of them, from a few dozen
def _state(value: str, label: str, tone: str) -> SafeString:
    colour, symbol = STATES.get(value, ("neutral", "circle"))
    return format_html(
        '<span class="ao-state ao-tone-{}" data-state="{}">{}{}</span>',
        tone or colour,
        value,
        icon(symbol),
        label,
    )


@register.filter
def clause_text(refusal: Any) -> str:
    """The clause a refusal stands on, as people cite it."""
    return str(getattr(refusal.clause, "value", refusal.clause))
