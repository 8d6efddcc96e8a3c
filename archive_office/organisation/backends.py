"""Permissions come from memberships in force, never from standing groups."""

from typing import Any

from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.models import Permission
from django.db import models

from archive_office.organisation.models import User


class MembershipBackend(ModelBackend):
    """Who may do which acts: the permissions of the roles held today.

    Deny unless granted: no membership in force, no permission. Rows are decided
    elsewhere, by ``visible_to``; so an object adds nothing here.
    """

    def _get_user_permissions(
        self,
        user_obj: Any,  # noqa: ARG002 - Django's hook
    ) -> models.QuerySet[Permission]:
        return Permission.objects.none()

    def _get_group_permissions(self, user_obj: Any) -> models.QuerySet[Permission]:
        if not isinstance(user_obj, User):
            return Permission.objects.none()
        roles = {m.role for m in user_obj.current_memberships}
        return Permission.objects.filter(group__name__in=roles).distinct()
