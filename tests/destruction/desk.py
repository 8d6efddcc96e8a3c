"""People at their browsers on the pages of appraisal."""

from django.test import Client
from django.urls import reverse


class Desk:
    """Somebody signed in, speaking English unless told otherwise."""

    def __init__(self, user, language="en"):
        self.user, self.client = user, Client()
        self.client.force_login(
            user, backend="archive_office.organisation.backends.MembershipBackend"
        )
        self.client.cookies["django_language"] = language

    def get(self, name, *args, **query):
        return self.client.get(reverse(f"destruction:{name}", args=args), query)

    def post(self, name, *args, htmx=False, **fields):
        headers = {"HX-Request": "true"} if htmx else {}
        address = reverse(f"destruction:{name}", args=args)
        return self.client.post(address, fields, headers=headers)
