"""Accounts in the admin: posts, logins, and who undertook confidentiality."""

from datetime import date
from functools import partial
from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.auth.password_validation import validate_password
from django.db.models import Model
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from unfold.admin import TabularInline
from unfold.widgets import UnfoldAdminPasswordWidget, UnfoldAdminTextInputWidget

from archive_office import clock
from archive_office.admin import ReadOnlyAdmin, ReferenceAdmin
from archive_office.http import actor
from archive_office.journal.acts import in_act
from archive_office.organisation.models import (
    LoginRecord,
    Membership,
    Undertaking,
    UndertakingText,
    User,
)
from archive_office.organisation.procedures import change_posts, close_account
from archive_office.workbench.admin.posts import refuse_administrator


class MembershipForm(forms.ModelForm[Membership]):
    """A post given, limited or withdrawn, and why; the journal keeps the reason."""

    post_reason = forms.CharField(
        label=_("Reason"), required=False, max_length=200, widget=UnfoldAdminTextInputWidget
    )

    class Meta:
        model = Membership
        fields = ("role", "department", "starts_on", "ends_on", "acting_for", "dedicated")

    def clean(self) -> dict[str, Any] | None:
        """Nothing changes without a reason, and nobody stands in for somebody without an end."""
        typed = super().clean() or {}
        if not self.changed_data:
            return typed
        refuse_administrator(self, typed)
        if not str(typed.get("post_reason") or "").strip():
            self.add_error(
                "post_reason",
                forms.ValidationError(
                    _("Say why the post is given, limited or withdrawn."), code="ORG-05"
                ),
            )
        if typed.get("acting_for") and not typed.get("ends_on"):
            self.add_error(
                "ends_on",
                forms.ValidationError(
                    _("Whoever stands in for somebody does so until a day."), code="ORG-06"
                ),
            )
        return typed


class MembershipInline(TabularInline):  # type: ignore[misc]  # unfold has no types
    """A person's posts, old ones included; who gave them is written down by itself."""

    model = Membership
    form = MembershipForm
    fk_name = "person"
    fields = (
        "role",
        "department",
        "starts_on",
        "ends_on",
        "acting_for",
        "dedicated",
        "post_reason",
    )
    autocomplete_fields = ("department", "acting_for")
    extra = 0
    tab = True

    def has_delete_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False


class AccountForm(forms.ModelForm[User]):
    """An account; a password typed here becomes the account's."""

    new_password = forms.CharField(
        label=_("New password"),
        required=False,
        widget=UnfoldAdminPasswordWidget(attrs={"autocomplete": "new-password"}),
        help_text=_("Leave empty to keep the present one."),
    )

    closing_reason = forms.CharField(
        label=_("Reason for closing the account"),
        required=False,
        max_length=200,
        help_text=_("Posts, exceptions, timed access and sessions end at once with the account."),
    )

    class Meta:
        model = User
        fields = (
            "username",
            "display_name",
            "staff_number",
            "email",
            "language",
            "is_active",
            "is_staff",
        )
        labels = {"display_name": _("Full name")}

    @property
    def closes_account(self) -> bool:
        """Whether an open account was just marked as closed."""
        was_open = self.instance.pk is not None and bool(self.initial.get("is_active"))
        return was_open and not self.cleaned_data.get("is_active")

    def clean_closing_reason(self) -> str:
        """An account is closed for a reason; the journal keeps it."""
        reason: str = self.cleaned_data["closing_reason"].strip()
        if self.closes_account and not reason:
            raise forms.ValidationError(_("Say why the account is closed."), code="SEC-42")
        return reason

    def clean_new_password(self) -> str:
        """A new account needs a password; any password keeps the rules."""
        password: str = self.cleaned_data["new_password"]
        if password:
            validate_password(password, self.instance)
        elif self.instance.pk is None:
            raise forms.ValidationError(_("A new account needs a password."), code="SEC-42")
        return password

    def _post_clean(self) -> None:
        super()._post_clean()  # type: ignore[misc]  # Django's hook, missing in the stubs
        if password := self.cleaned_data.get("new_password"):
            self.instance.set_password(password)


@admin.register(User)
class UserAdmin(ReferenceAdmin):
    """Personal accounts and their posts."""

    form = AccountForm
    change_form_before_template = "workbench/_account_ways.html"
    list_display = ("username", "display_name", "staff_number", "is_active")
    list_filter = ("is_active",)
    search_fields = ("username", "display_name", "staff_number")
    ordering = ("username",)
    inlines = (MembershipInline,)

    def save_related(
        self,
        request: HttpRequest,
        form: Any,
        formsets: Any,
        change: bool,  # noqa: FBT001 - Django's signature
    ) -> None:
        """Whoever unticks an account closes it, with all that hangs on it."""
        by, why = actor(request), _appointed(formsets, by=str(actor(request)))
        if not form.closes_account and why:
            save = partial(super().save_related, request, form, formsets, change)
            change_posts(save, by=by, reason=why)
            return
        if not form.closes_account:
            super().save_related(request, form, formsets, change)
            return
        reason = form.cleaned_data["closing_reason"]
        # One entry of the journal for the form and all that follows from it.
        with in_act("organisation.account_closed", by=by, reason=reason):  # type: ignore[arg-type]  # an account is an actor
            super().save_related(request, form, formsets, change)
            close_account(form.instance, on=clock.today(), by=by, reason=reason, now=clock.now())

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Nobody takes over a superuser's account who is none: a new password would do it."""
        may: bool = super().has_change_permission(request, obj)
        of_superuser = isinstance(obj, User) and obj.is_superuser
        return may and (not of_superuser or bool(actor(request).is_superuser))


def _appointed(formsets: Any, *, by: str) -> str:
    """Write who gives a new post, and return the reasons of all posts that change."""
    reasons = []
    for post in (form for formset in formsets for form in formset.forms):
        if not post.has_changed():
            continue
        if post.instance.pk is None:
            post.instance.appointed_by = by[:60]
        reasons.append(post.cleaned_data.get("post_reason", "").strip())
    return "; ".join(dict.fromkeys(filter(None, reasons)))


@admin.register(LoginRecord)
class LoginAdmin(ReadOnlyAdmin):
    """The login log, newest first."""

    list_display = ("at", "username", "user", "address", "outcome")
    list_filter = ("outcome",)
    list_select_related = ("user",)
    search_fields = ("=username",)
    ordering = ("-id",)
    fields = ("at", "username", "account", "address", "outcome")

    # Words, not a link: not everybody who reads the log may open the account.
    @admin.display(description=_("account"))
    def account(self, record: LoginRecord) -> str:
        """Whose account it was, if there is one of that name."""
        return str(record.user or "—")


class UndertakingTextForm(forms.ModelForm[UndertakingText]):
    """A new version of the undertaking; everybody signs it from its day on."""

    class Meta:
        model = UndertakingText
        fields = ("version", "text_zh", "text_en", "effective_from")

    def clean_effective_from(self) -> date:
        """Tomorrow at the earliest: what people signed for today stays so today (SEC-27)."""
        day: date = self.cleaned_data["effective_from"]
        if day <= clock.today():
            raise forms.ValidationError(
                _("A new text comes into force tomorrow at the earliest."), code="SEC-27"
            )
        return day


@admin.register(UndertakingText)
class UndertakingTextAdmin(ReferenceAdmin):
    """Versions of the undertaking; what somebody may have signed is never rewritten."""

    form = UndertakingTextForm
    list_display = ("version", "effective_from")
    ordering = ("-effective_from",)

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


@admin.register(Undertaking)
class UndertakingAdmin(ReadOnlyAdmin):
    """Who undertook confidentiality, which version, when."""

    list_display = ("person", "text", "signed_at")
    list_select_related = ("person", "text")
    search_fields = ("person__username", "person__display_name")
    ordering = ("-id",)
    fields = ("who", "version", "signed_at", "content_hash")

    # Words, not links: not everybody who reads the list may open the account.
    @admin.display(description=_("person"))
    def who(self, signed: Undertaking) -> str:
        """Who signed."""
        return str(signed.person)

    @admin.display(description=_("version"))
    def version(self, signed: Undertaking) -> str:
        """Which text was signed."""
        return str(signed.text)
