"""What is the same wherever the office runs; the other modules add what differs."""

from pathlib import Path
from typing import Any

from csp.constants import NONE, SELF, UNSAFE_EVAL, UNSAFE_INLINE
from django.utils.translation import gettext_lazy as _

from archive_office import cluster
from archive_office.settings import env
from archive_office.settings.unfold import UNFOLD  # noqa: F401 - a setting

BASE_DIR = Path(__file__).resolve().parents[2]

# Everything the office writes lies here: database of the demo, files, collected statics.
ARCHIVE_VAR = cluster.state_directory(BASE_DIR)
# Electronic files are never reachable by address; only a view that asked for permission sends them.
ARCHIVE_FILES = env.directory("ARCHIVE_FILES", ARCHIVE_VAR / "files")
# The largest scan or electronic document that is taken in, in bytes.
ARCHIVE_MAX_FILE_BYTES = env.whole("ARCHIVE_MAX_FILE_BYTES", 25_000_000, at_least=1)
# Where the office is reached, for the QR codes on papers (https://archive.example.com); empty: the
# address the person who prints used.
ARCHIVE_ADDRESS = env.text("ARCHIVE_ADDRESS", "")
# Keys of the seals (docs/decisions/0025): one PKCS#12 file each, or an outside signing service.
ARCHIVE_SEALS_DIR = env.directory("ARCHIVE_SEALS_DIR", ARCHIVE_VAR / "seals")
ARCHIVE_SEAL_PASSPHRASES = env.pairs("ARCHIVE_SEAL_PASSPHRASES")
ARCHIVE_SIGNING_PROVIDER = env.text(
    "ARCHIVE_SIGNING_PROVIDER", "archive_office.originals.providers.Pkcs12Files"
)
ARCHIVE_DEMO_SEALS = False
EMBEDDED_CLUSTER = cluster.Cluster(ARCHIVE_VAR / "cluster")
EMBEDDED_DATABASE = "archive_office"

INSTALLED_APPS = [
    "unfold.apps.BasicAppConfig",
    "unfold.contrib.filters",
    "unfold.contrib.forms",
    "unfold.contrib.inlines",
    "unfold.contrib.guardian",
    "unfold.contrib.simple_history",
    "archive_office.shell.apps.ArchiveAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.contrib.postgres",
    "django.forms",
    "guardian",
    "simple_history",
    "django_tasks",
    "django_tasks_db",
    "django_htmx",
    "csp",
    "axes",
    "archive_office",
    "archive_office.journal",
    "archive_office.policy",
    "archive_office.organisation",
    "archive_office.custody",
    "archive_office.notices",
    "archive_office.originals",
    "archive_office.shell.apps.ShellConfig",
    "archive_office.workbench",
    "dossiers",
    "transfers",
    "lending",
    "destruction",
]

MIDDLEWARE = [
    "archive_office.http.Closed",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    # Nothing is open unless it says so (`login_not_required`, or a page that asks by itself).
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "archive_office.http.WithoutNul",
    "archive_office.shell.kept.ReadOnce",
    "archive_office.shell.language.AccountLanguage",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    # Behind the login and the language: they answer instead of the page.
    "archive_office.shell.second_factor.SecondFactorFirst",
    "archive_office.shell.undertaking.UndertakingFirst",
    "archive_office.shell.pacing.NotTooOften",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "archive_office.urls"
WSGI_APPLICATION = "archive_office.wsgi.application"

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "archive_office.shell.context.shell",
            ],
        },
    },
]

FORM_RENDERER = "archive_office.shell.forms.ShellRenderer"
CSRF_FAILURE_VIEW = "archive_office.shell.errors.csrf_failed"

DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"


def database_defaults(database: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """``DATABASES`` for one database; every act opens its own transaction (`@act`)."""
    return {
        "default": {
            "ATOMIC_REQUESTS": False,
            "CONN_MAX_AGE": 60,
            # One killed server process resets all sessions; ask before using an old one.
            "CONN_HEALTH_CHECKS": True,
            **database,
        }
    }


AUTH_USER_MODEL = "organisation.User"
# guardian's own backend is left out on purpose: it would honour grants without their dates.
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "archive_office.organisation.backends.MembershipBackend",
]
SILENCED_SYSTEM_CHECKS = ["guardian.W001"]  # the check that asks for guardian's backend
ANONYMOUS_USER_NAME = None
GUARDIAN_MONKEY_PATCH_USER = False
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "archive_office.organisation.passwords.LongEnough"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
# The older way stays behind it: whoever signs in has the password stored anew.
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
# Whether the roles that decide or sign must have a second factor; everybody may have one.
SECOND_FACTOR_REQUIRED = False
LOGIN_URL = "admin:login"
LOGIN_REDIRECT_URL = "admin:index"

# Wrong passwords close the pair of name and address for a time; the office decides how many and how
# long (lockout_failures, lockout_minutes).
# Behind proxies the address is that of the proxy, unless TRUSTED_PROXIES says how many there are.
AXES_FAILURE_LIMIT = "archive_office.organisation.passwords.most_failures"
AXES_CLIENT_IP_CALLABLE = "archive_office.http.client_address"
TRUSTED_PROXIES = env.whole("TRUSTED_PROXIES", 0)
AXES_COOLOFF_TIME = "archive_office.organisation.passwords.time_locked"
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_LOCKOUT_CALLABLE = "archive_office.shell.errors.locked_out"
AXES_RESET_ON_SUCCESS = True
AXES_ENABLE_ADMIN = False
AXES_DISABLE_ACCESS_LOG = True
AXES_VERBOSE = False

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", _("Simplified Chinese")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = "Asia/Shanghai"
USE_I18N = True
USE_TZ = True
FORMAT_MODULE_PATH = "archive_office.settings.formats"

STATIC_URL = "static/"
STATIC_ROOT = ARCHIVE_VAR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES: dict[str, dict[str, Any]] = {
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": ARCHIVE_FILES, "base_url": None},
    },
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
FILE_UPLOAD_PERMISSIONS = 0o600
FILE_UPLOAD_DIRECTORY_PERMISSIONS = 0o700

TASKS: dict[str, dict[str, Any]] = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

# Everything is forbidden that is not named here. Alpine evaluates its attributes; inline scripts
# and handlers stay forbidden (decision 0010). Frames hold scans alone: `archive_office.http` sends
# files under a policy of their own, which lets pages of ours frame them.
CONTENT_SECURITY_POLICY: dict[str, dict[str, Any]] = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF, UNSAFE_EVAL],
        "script-src-attr": [NONE],
        "style-src": [SELF, UNSAFE_INLINE],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "frame-src": [SELF],
        "manifest-src": [NONE],
        "media-src": [NONE],
        "object-src": [NONE],
        "worker-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}
X_FRAME_OPTIONS = "DENY"  # browsers that know no `frame-ancestors`
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 10 * 60 * 60  # one working day
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
LANGUAGE_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SAMESITE = "Lax"

EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
DEFAULT_FROM_EMAIL = "archive-office@localhost"

# Letters about failures, where ADMINS get any, repeat nothing that was typed.
DEFAULT_EXCEPTION_REPORTER = "archive_office.http.Report"

LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"terminal": {"class": "logging.StreamHandler", "formatter": "line"}},
    "loggers": {"pikepdf": {"level": "WARNING"}},
    "root": {"handlers": ["terminal"], "level": "INFO"},
}
