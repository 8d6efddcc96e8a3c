"""Base classes of our admin pages: facts are read, reference data is saved through an act."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, cast

from django.contrib import messages
from django.contrib.admin import site
from django.contrib.admin.exceptions import DisallowedModelAdminLookup
from django.contrib.admin.utils import unquote
from django.contrib.admin.views.main import ORDER_VAR, PAGE_VAR
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db import connection
from django.db.models import Model, QuerySet
from django.forms import BaseModelFormSet, ModelChoiceField, ModelForm, PasswordInput
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.template.response import TemplateResponse
from django.urls import URLPattern
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django_tasks_db.models import DBTaskResult
from simple_history.admin import SimpleHistoryAdmin
from unfold.admin import ModelAdmin
from unfold.views import ChangeList

from archive_office import clock
from archive_office.crypto import SealedTextField
from archive_office.http import actor
from archive_office.journal.acts import act, note
from archive_office.journal.differences import is_tracked, versions_of
from archive_office.journal.models import JournalEntry
from archive_office.printing.records import records
from archive_office.printing.taking import (
    MAY,
    form_asked,
    require_few,
    require_leave,
    sent,
    without_form,
)

if TYPE_CHECKING:
    from django.contrib.auth.models import _User

# Work in the background is shown where it was asked for, with what came of it.
site.unregister(DBTaskResult)

EXACT_UP_TO = 1000
DEEPEST_PAGE = 400


class EstimatePaginator(Paginator[Model]):
    """Counts exactly up to a thousand, then stops counting: nobody pages deeper in the admin."""

    template_name = "shell/_admin_pager.html"

    @cached_property
    def count(self) -> int:
        rows = cast("QuerySet[Model]", self.object_list)
        if rows.query.where:
            return rows.order_by().values("pk")[: EXACT_UP_TO + 1].count()
        with connection.cursor() as cursor:
            table = rows.model._meta.db_table
            cursor.execute(
                "SELECT reltuples FROM pg_class WHERE oid = %s::regclass", [f'"{table}"']
            )
            estimate = int(cursor.fetchone()[0])
        if estimate > EXACT_UP_TO:
            return min(estimate, self.per_page * DEEPEST_PAGE)
        return rows.order_by().values("pk")[: EXACT_UP_TO + 1].count()

    @property
    def more(self) -> bool:
        """Whether there are rows beyond the last page offered."""
        return self.count > EXACT_UP_TO


def told_history(request: HttpRequest, thing: Model) -> dict[str, Any]:
    """The versions of a record as this person may read them, for a page of its history."""
    told = versions_of(
        type(thing),
        thing.pk,
        readable=lambda model: readable_rows(request, model),
        page=request.GET.get(PAGE_VAR),
    )
    journal = site.get_model_admin(JournalEntry)
    numbers = {version.number for version in told.rows}
    entries: set[int] = set()
    if journal.has_view_permission(request):
        rows = journal.get_queryset(request).filter(pk__in=numbers)
        entries = set(rows.order_by().values_list("pk", flat=True))
    owner = site.get_model_admin(type(thing)) if site.is_registered(type(thing)) else None
    fields = list(may_be_put_back(request, owner, thing)) if owner else []
    return {
        "versions": told.rows,
        "page": told.page,
        "page_var": PAGE_VAR,
        "entries": entries,
        "kept": (thing._meta.app_label, thing._meta.model_name, thing.pk),
        "newest": told.rows[0].key if told.rows and told.page.number == 1 else 0,
        "putting_back": fields,
        "never_put_back": not getattr(owner, "put_back", ()),
    }


def may_be_put_back(request: HttpRequest, owner: Any, thing: Model) -> Iterator[str]:
    """Columns of a record that this person may put back to what they were.

    Those its admin names and whose editing is open to the person now: what is settled, and
    what others arrange, stays.
    """
    named = getattr(owner, "put_back", ())
    if named and owner.has_change_permission(request, thing):
        form = owner.get_form(request, thing, change=True)
        yield from (name for name in named if name in form.base_fields)


def readable_rows(request: HttpRequest, model: type[Model]) -> QuerySet[Model]:
    """The rows of another model whose names a history may tell this person."""
    if site.is_registered(model):
        rows: QuerySet[Model] = site.get_model_admin(model).get_queryset(request)
        return rows
    every = model._default_manager.all()
    visible_to = getattr(every, "visible_to", None)
    return visible_to(request.user) if visible_to else every


class QuietChangeList(ChangeList):  # type: ignore[misc]  # unfold has no types
    """A list that does not offer to count everything, nor to order by what no index serves."""

    def __init__(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().__init__(request, *args, **kwargs)
        self.leaves = request.user.has_perm(MAY)

    def get_ordering(self, request: HttpRequest, queryset: QuerySet[Model]) -> list[Any]:
        for column in self.params.get(ORDER_VAR, "").split("."):
            place = column.removeprefix("-")
            named = self.list_display[int(place) :][:1] if place.isdecimal() else []
            if set(named) - set(self.sortable_by):
                raise DisallowedModelAdminLookup(column)
        ordering: list[Any] = super().get_ordering(request, queryset)
        return ordering

    def get_results(self, request: HttpRequest) -> None:
        super().get_results(request)
        self.full_result_count = self.result_count


class FastAdmin(SimpleHistoryAdmin, ModelAdmin):  # type: ignore[misc]  # neither has types
    """A list that stays quick with a million rows and shows only what the person may see.

    Filters must have fixed choices; a field without choices costs a scan of the table. ``sortable_by``
    stays empty unless an index serves the column.

    ``put_back`` names the columns of plain master data that may be put back to an earlier state, as
    a new act. States, codes, signatures and whatever concerns custody are never among them.
    """

    paginator = EstimatePaginator
    show_full_result_count = False
    date_hierarchy = None
    list_per_page = 25
    list_max_show_all = 0
    list_filter_submit = True
    sortable_by: Sequence[str] = ()
    put_back: Sequence[str] = ()
    warn_unsaved_form = True

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[QuietChangeList]:
        return QuietChangeList

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponseBase:
        """The list, or the list as a file; a column that nobody asks by is said to be one."""
        try:
            if form_asked(request):
                return self._taken_along(request)
            response: HttpResponseBase = super().changelist_view(request, extra_context)
        except DisallowedModelAdminLookup:
            text = _("This list is not narrowed or ordered by that column. Use its own filters.")
            messages.warning(request, text)
            return HttpResponseRedirect(request.path)
        return response

    def _taken_along(self, request: HttpRequest) -> HttpResponseBase:
        """The rows of the list, all its pages, in the columns that it shows.

        Source: SEC-29.
        """
        require_leave(request)
        if not self.has_view_or_change_permission(request):
            raise PermissionDenied
        asked, request.GET = request.GET, without_form(request.GET)
        listed = self.get_changelist_instance(request)
        request.GET = asked
        require_few(listed.queryset, today=clock.today())
        found = records(listed.queryset, listed.list_display, admin=self, request=request)
        return sent(request, found, now=clock.now())

    def get_ordering(self, request: HttpRequest) -> list[str]:
        """By columns of the table itself: by those of another one no index serves the list."""
        found: list[str] = []
        for name in super().get_ordering(request) or self.opts.ordering:
            plain = str(name).lstrip("-")
            column = plain if plain == "pk" else self.opts.get_field(plain).attname
            found.append(f"-{column}" if str(name).startswith("-") else column)
        return found

    def get_queryset(self, request: HttpRequest) -> QuerySet[Model]:
        """The rows this person may see; all of them where rows have no owner."""
        rows: QuerySet[Model] = super().get_queryset(request)
        visible_to = getattr(rows, "visible_to", None)
        return visible_to(request.user) if visible_to else rows

    def get_search_fields(self, request: HttpRequest) -> list[str]:
        """What begins with the term begins with it as it is written, which has an index.

        Django would fold both to capitals and read the whole table.
        """
        names = super().get_search_fields(request)
        return [f"{n[1:]}__startswith" if n.startswith("^") else n for n in names]

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Model], search_term: str
    ) -> tuple[QuerySet[Model], bool]:
        """Search through the queryset's own ``search``, which has an index, where it has one."""
        search = getattr(queryset, "search", None)
        if search and search_term:
            return search(search_term), False
        found: tuple[QuerySet[Model], bool] = super().get_search_results(
            request, queryset, search_term
        )
        return found

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest | None = None) -> bool:
        """Whether the address may filter by this: by the list's own filters, and nothing else.

        Django lets anybody who sees a list filter it by any column of its rows; asked letter by
        letter, a list would tell masked names and kept passwords (SEC-15).
        """
        column = lookup.partition("__")[0]
        offered = {
            entry[0] if isinstance(entry, tuple) else entry
            for entry in self.get_list_filter(request)
        }
        columns = {
            name
            for field in self.opts.get_fields()
            for name in (field.name, getattr(field, "attname", field.name))
        }
        if column in columns - offered:
            return False
        return bool(super().lookup_allowed(lookup, value, request))

    def get_exclude(self, request: HttpRequest, obj: Model | None = None) -> list[str]:
        """Sealed numbers are ciphertext here and helpful to nobody."""
        sealed = [f.name for f in self.opts.fields if isinstance(f, SealedTextField)]
        return [*(super().get_exclude(request, obj) or ()), *sealed]

    def get_urls(self) -> list[URLPattern]:
        """Without the page that fills a form from an old version: history is read, not restored."""
        return [u for u in super().get_urls() if not str(u.name).endswith("_simple_history")]

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Every version of the row and who made it so, for those who may see the row (SEC-42)."""
        obj = self.get_object(request, unquote(object_id)) if is_tracked(self.model) else None
        if obj is None:
            raise Http404
        if not self.has_view_history_or_change_history_permission(request, obj):
            raise PermissionDenied
        context = {
            **self.admin_site.each_context(request),
            **told_history(request, obj),
            "title": self.history_view_title(request, obj),
            "opts": self.opts,
            "object": obj,
            **(extra_context or {}),
        }
        request.current_app = self.admin_site.name
        return TemplateResponse(request, self.object_history_template, context)

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        context = {"show_history": is_tracked(self.model), **(extra_context or {})}
        response: HttpResponse = super().changeform_view(request, object_id, form_url, context)
        return response

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Nobody deletes what the archive keeps, the superuser included (APR-02)."""
        return False

    # The journal records what was done; Django's own log would say it a second time.
    def log_addition(self, request: HttpRequest, obj: Model, message: object) -> None:
        return None

    def log_change(self, request: HttpRequest, obj: Model, message: object) -> None:
        return None


class ReadOnlyAdmin(FastAdmin):
    """Facts of the archive: looked at here, changed by acts alone."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


class ReferenceAdmin(FastAdmin):
    """Reference data: saved by hand, but through an act, so that journal and history know it."""

    def save_model(
        self,
        request: HttpRequest,
        obj: Model,
        form: ModelForm[Model],
        change: bool,  # noqa: FBT001 - Django's signature
    ) -> None:
        """Nothing yet: the row and what hangs on it are saved together, in one act."""

    def save_related(
        self,
        request: HttpRequest,
        form: ModelForm[Model],
        formsets: list[BaseModelFormSet[Model, ModelForm[Model]]],
        change: bool,  # noqa: FBT001 - Django's signature
    ) -> None:
        save_reference(form, formsets, by=actor(request))


@act("reference.saved", _("Reference data saved"))
def save_reference(
    form: ModelForm[Model],
    formsets: list[BaseModelFormSet[Model, ModelForm[Model]]],
    *,
    by: "_User",
) -> Model:
    """Save a row of reference data with what hangs on it, and note what changed."""
    thing = form.instance
    thing.save()
    form.save_m2m()
    _note_change(form)
    for formset in formsets:
        formset.save()
        for inline in formset.forms:
            if inline.has_changed() and inline.instance.pk:
                _note_change(inline)
    return thing


def _note_change(form: ModelForm[Model]) -> None:
    columns = {column.name: column for column in form.instance._meta.get_fields()}
    before: dict[str, object] = {}
    after: dict[str, object] = {}
    for name in form.changed_data:
        if isinstance(form.fields[name].widget, PasswordInput):
            after[name] = "***"
        elif name in columns and not isinstance(columns[name], SealedTextField):
            before[name] = _readable(_earlier(form, name))
            after[name] = _readable(form.cleaned_data.get(name))
    note(form.instance, before=before, after=after)


def _earlier(form: ModelForm[Model], name: str) -> object:
    """What stood in the form before; a related row by its words rather than its number."""
    value = form.initial.get(name)
    field = form.fields[name]
    if isinstance(field, ModelChoiceField) and isinstance(value, int):
        return field.queryset.filter(pk=value).first() if field.queryset is not None else value
    return value


def _readable(value: object) -> object:
    """A value as the journal keeps it."""
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, list | tuple | QuerySet):
        return [_readable(one) for one in value]
    return str(value)
