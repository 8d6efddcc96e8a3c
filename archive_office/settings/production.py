"""The office in earnest: everything secret or particular comes from the environment."""

from archive_office.settings import env
from archive_office.settings.base import *  # noqa: F403 - settings build on settings
from archive_office.settings.base import (
    AUTH_PASSWORD_VALIDATORS,
    CONTENT_SECURITY_POLICY,
    database_defaults,
)

DEBUG = False
SECRET_KEY = env.secret("SECRET_KEY")
ALLOWED_HOSTS = env.listing("ALLOWED_HOSTS")
CSRF_TRUSTED_ORIGINS = env.listing("CSRF_TRUSTED_ORIGINS")
ARCHIVE_KEYS = env.keys("ARCHIVE_KEYS")
ARCHIVE_INDEX_KEY = env.key("ARCHIVE_INDEX_KEY")

# The address of the role without UPDATE and DELETE on history. Migrations alone need the owner's.
DATABASES = database_defaults(env.database("DATABASE_URL"))

# The prefix makes the browser refuse such a cookie from a neighbour under the same domain.
SESSION_COOKIE_NAME = "__Host-session"
AUTH_PASSWORD_VALIDATORS += [
    {"NAME": "archive_office.organisation.passwords.NotOfTheDemo"},
]
# Off only where another lock stands before the office, a hardware token for instance.
SECOND_FACTOR_REQUIRED = env.flag("SECOND_FACTOR_REQUIRED", default=True)

SESSION_COOKIE_SECURE = True
CSRF_COOKIE_NAME = "__Host-csrf"
CSRF_COOKIE_SECURE = True
LANGUAGE_COOKIE_SECURE = True
CONTENT_SECURITY_POLICY["DIRECTIVES"]["upgrade-insecure-requests"] = True
SECURE_SSL_REDIRECT = True
SECURE_HSTS_SECONDS = env.whole("SECURE_HSTS_SECONDS", 365 * 24 * 60 * 60, at_least=3600)
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
if env.flag("BEHIND_PROXY", default=False):
    # Only behind a proxy that sets the header itself: anybody else could claim to be safe.
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
EMAIL_HOST = env.text("EMAIL_HOST", "localhost")
EMAIL_PORT = env.whole("EMAIL_PORT", 25, at_least=1)
EMAIL_USE_TLS = env.flag("EMAIL_USE_TLS", default=False)
EMAIL_TIMEOUT = env.whole("EMAIL_TIMEOUT", 10, at_least=1)
DEFAULT_FROM_EMAIL = env.text("DEFAULT_FROM_EMAIL", "archive-office@localhost")
