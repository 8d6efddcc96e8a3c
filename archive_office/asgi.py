"""The office behind a ASGI server."""

import os

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "archive_office.settings.production")

application = get_asgi_application()
