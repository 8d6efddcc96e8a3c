"""Role groups follow the table of permissions after every migration."""

from typing import Any

from django.apps import apps as installed
from django.contrib.auth.models import Group, Permission
from django.db import connections
from django.db.models import Q

from archive_office.organisation.permissions import ROLE_PERMISSIONS
from archive_office.organisation.procedures import grant_roles
from archive_office.organisation.roles import Role


def lay_down_roles(sender: Any, using: str, **kwargs: Any) -> None:
    """One group per role, holding exactly the permissions of the role table."""
    # The signal is sent only for apps that have models.
    last = [app for app in installed.get_app_configs() if app.models_module][-1]
    tables = connections[using].introspection.table_names()
    if sender.label != last.label or "journal_journalsubject" not in tables:
        return
    changed = [(role, wanted) for role in Role if (wanted := _wanted(role)) is not None]
    if changed:
        grant_roles(changed, by=None)


def _wanted(role: Role) -> list[Permission] | None:
    """The role's permissions where the group lacks or exceeds them, else None."""
    names = Q(pk__in=[])
    for name in ROLE_PERMISSIONS[role]:
        app, codename = name.split(".")
        names |= Q(content_type__app_label=app, codename=codename)
    permissions = list(Permission.objects.filter(names))
    group = Group.objects.filter(name=role.value).first()
    if group and set(group.permissions.all()) == set(permissions):
        return None
    return permissions
