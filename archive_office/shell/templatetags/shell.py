"""Template tags of the shell."""

from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from django import forms, template
from django.forms import BoundField
from django.forms.renderers import get_default_renderer
from django.template.defaultfilters import capfirst
from django.template.loader import render_to_string
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


@register.simple_tag
def sidebar(groups: Iterable[Any]) -> SafeString:
    """The sidebar of groups (``archive_office.shell.navigation.Group``)."""
    return _sidebar(tuple(groups))


@lru_cache(maxsize=512)  # people of one role on one page have the same; drawn, it is 12 kB
def _sidebar(groups: tuple[Any, ...]) -> SafeString:
    return render_to_string("shell/_sidebar.html", {"groups": groups})


@register.simple_tag
def control(field: BoundField) -> SafeString:
    """What one fills in of a filter: ``{% control field %}``, the same as ``{{ field }}``.

    A choice is drawn once for all who have the same choices before them: the dozen of a list were
    a sixth of its page.
    """
    widget: Any = field.field.widget
    if type(widget) is not forms.Select:
        return field.as_widget()
    # Once, and not counted before: each would ask the database where the choices are records.
    choices = [(value, label) for value, label in widget.choices]
    if any(isinstance(label, list | tuple) for _value, label in choices):
        return field.as_widget()
    attrs = {**widget.attrs, **field.build_widget_attrs({}, widget)}
    if field.auto_id:
        attrs.setdefault("id", field.auto_id)
    return _choice(
        field.html_name,
        tuple(
            (name, value if isinstance(value, bool) else str(value))
            for name, value in attrs.items()
        ),
        tuple(widget.format_value(field.value())),
        tuple((str(value), str(label)) for value, label in choices),
    )


@lru_cache(maxsize=2048)
def _choice(
    name: str,
    attrs: tuple[tuple[str, str | bool], ...],
    chosen: tuple[str, ...],
    choices: tuple[tuple[str, str], ...],
) -> SafeString:
    return forms.Select(dict(attrs), choices).render(
        name, list(chosen), renderer=get_default_renderer()
    )


@register.filter
def clause_text(refusal: Any) -> str:
    """The clause a refusal stands on, as people cite it."""
    return str(getattr(refusal.clause, "value", refusal.clause))
