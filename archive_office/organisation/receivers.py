"""Role groups follow the table of permissions after every migration."""

from typing import Any

from django.apps import apps as installed
from django.contrib.auth.models import Group, Permission
from django.db.models import Q

from archive_office.organisation.roles import ROLE_PERMISSIONS, Role


def lay_down_roles(sender: Any, using: str, **kwargs: Any) -> None:  # noqa: ANN401 - Django's signature
    """One group per role, holding exactly the permissions of the role table."""
    last = list(installed.get_app_configs())[-1]
    if sender.label != last.label or not Permission.objects.using(using).exists():
        return
    for role in Role:
        group, _made = Group.objects.using(using).get_or_create(name=role.value)
        names = [name.split(".") for name in ROLE_PERMISSIONS.get(role, ())]
        wanted = Q(pk__in=[])
        for app, codename in names:
            wanted |= Q(content_type__app_label=app, codename=codename)
        group.permissions.set(Permission.objects.using(using).filter(wanted))
