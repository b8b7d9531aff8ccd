"""All settings, read from the environment once. `.env.example` lists the variables."""

import os
from pathlib import Path
from urllib.parse import urlsplit

import dj_database_url
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from wizard import environment

BASE_DIR = Path(__file__).resolve().parent.parent
# What is written holds sessions and sealed secrets: for this user only.
os.umask(0o077)
STATE_DIR = Path(environment.text("HANDOFF_STATE", str(BASE_DIR / "var")))
DATABASE_URL = environment.text("DATABASE_URL")
_KEEP = None if DATABASE_URL and not DATABASE_URL.startswith("sqlite") else STATE_DIR

DEBUG = environment.flag("DEBUG", default=False)
SECRET_KEY = environment.kept_secret("SECRET_KEY", keep_in=_KEEP)
HANDOFF_KEYS = environment.kept_secret("HANDOFF_KEYS", keep_in=_KEEP).split(",")
"""Newest first. The first encrypts; all decrypt."""

PUBLIC_URL = environment.text("PUBLIC_URL", "http://127.0.0.1:8000").rstrip("/")
_public = urlsplit(PUBLIC_URL)
if _public.scheme not in {"http", "https"} or not _public.hostname:
    raise ImproperlyConfigured(f"PUBLIC_URL must begin with http:// or https://, but is {PUBLIC_URL!r}.")
HTTPS = _public.scheme == "https"
ALLOWED_HOSTS = [_public.hostname, *environment.words("ALLOWED_HOSTS")]
if not HTTPS:
    ALLOWED_HOSTS += ["127.0.0.1", "localhost", "[::1]"]
CSRF_TRUSTED_ORIGINS = [PUBLIC_URL]

SANDBOX = environment.flag("HANDOFF_SANDBOX", default=False)
"""Whether the clouds are the simulated ones. Only changes what pages say and where links lead."""
SANDBOX_HINTS: dict[str, str] = {}
"""What to type where the clouds are simulated: label to value."""
SANDBOX_ADDRESS = ""
"""Where the sandbox started by this process has its own pages; "" if it did not start one."""

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "django.forms",
    "django_htmx",
    "csp",
    "wizard",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.http.ConditionalGetMiddleware",
    "wizard.seats.SeatMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "wizard.scope.ScopeMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "wizard.caching.NoStoreMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]
ROOT_URLCONF = "wizard.urls"
WSGI_APPLICATION = "wizard.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "builtins": ["wizard.templatetags.ages"],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "wizard.views.context.page",
            ],
        },
    },
]

DATABASES = {"default": dj_database_url.parse(DATABASE_URL or f"sqlite:///{STATE_DIR / 'handoff.sqlite3'}")}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    STATE_DIR.mkdir(mode=0o700, parents=True, exist_ok=True)
    # WAL with synchronous=FULL: readers do not wait, and a commit survives a power cut.
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "init_command": "PRAGMA journal_mode=WAL;PRAGMA synchronous=FULL;",
        "timeout": 20,
    }
else:
    DATABASES["default"]["CONN_MAX_AGE"] = 60
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
    # Apart from the address, so that the address may stand in a compose file.
    if password := environment.text("DATABASE_PASSWORD"):
        DATABASES["default"]["PASSWORD"] = password
if DATABASES["default"]["ENGINE"] == "django.db.backends.postgresql":
    # A server that went away without a word is noticed within half a minute, not after hours.
    _patience = {
        "connect_timeout": 5,
        "tcp_user_timeout": 30000,
        "keepalives_idle": 10,
        "keepalives_interval": 5,
    }
    DATABASES["default"]["OPTIONS"] = _patience | DATABASES["default"].get("OPTIONS", {})

AUTH_USER_MODEL = "wizard.Person"
AUTHENTICATION_BACKENDS = ["django.contrib.auth.backends.ModelBackend"]
LOGIN_URL = "no-entry"

LANGUAGE_CODE = "en"
TIME_ZONE = "UTC"
USE_TZ = True
USE_I18N = False

STATIC_URL = "/static/"
STATIC_ROOT = environment.text("STATIC_ROOT") or None
STATICFILES_DIRS = [BASE_DIR / "static"]
WHITENOISE_USE_FINDERS = True
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

# Metadata may be pasted: IAM takes 10,000,000 characters, so a little more reaches the field's own check.
DATA_UPLOAD_MAX_MEMORY_SIZE = 25 * 1024 * 1024

SESSION_COOKIE_NAME = "handoff_session"
SESSION_COOKIE_AGE = 12 * 3600
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = HTTPS
CSRF_COOKIE_NAME = "handoff_csrf"
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SECURE = HTTPS
CSRF_FAILURE_VIEW = "wizard.views.errors.csrf_failure"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_SSL_REDIRECT = HTTPS
SECURE_REDIRECT_EXEMPT = [r"^healthz$"]
SECURE_HSTS_SECONDS = 31536000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SECURE_HSTS_PRELOAD = HTTPS
if environment.flag("BEHIND_PROXY", default=False):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}

REDIS_URL = environment.text("REDIS_URL")
EMBEDDED = not REDIS_URL
"""No Redis: the worker lives in the web process and the queue in its memory."""
LEASE_SECONDS = environment.number("HANDOFF_LEASE_SECONDS", 90)
"""How long after its last sign of life a worker's run is given to another."""
RUN_SECONDS = environment.number("HANDOFF_RUN_SECONDS", 600)
"""How long a worker may be busy with one task before it must let go. Its lease is renewed meanwhile."""
CELERY_BROKER_URL = REDIS_URL or "memory://localhost/"
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TASK_SOFT_TIME_LIMIT = None if EMBEDDED else RUN_SECONDS
CELERY_TASK_TIME_LIMIT = None if EMBEDDED else RUN_SECONDS + 60
CELERY_WORKER_MAX_TASKS_PER_CHILD = None if EMBEDDED else 500
# The SDKs are loaded once, before the worker forks: each child then shares them.
CELERY_IMPORTS = () if EMBEDDED else ("boto3", "msal", "msgraph")
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_TASK_PUBLISH_RETRY = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_MAX_RETRIES = None
# What a worker does does not need the broker; when it is back, the row says who has the run.
CELERY_WORKER_CANCEL_LONG_RUNNING_TASKS_ON_CONNECTION_LOSS = False
CELERY_BEAT_SCHEDULER = "wizard.beat.PulsingScheduler"
REDIS_OPTIONS = {"socket_timeout": 10, "socket_connect_timeout": 5, "health_check_interval": 25}
CELERY_BROKER_TRANSPORT_OPTIONS = {"polling_interval": 0.05} if EMBEDDED else REDIS_OPTIONS
SWEEP_EVERY_SECONDS = environment.number("HANDOFF_SWEEP_SECONDS", 1.0 if EMBEDDED else 5.0)
REREAD_HOURS = environment.number("HANDOFF_REREAD_HOURS", 24)
"""How often a finished setup is read back, to tell what somebody changed behind our back."""
WATCH_EVERY_SECONDS = 60.0
CELERY_BEAT_SCHEDULE = {
    "sweep": {
        "task": "wizard.tasks.sweep",
        "schedule": SWEEP_EVERY_SECONDS,
        # A sweep that could not start in time is not needed: the next one is on its way.
        "options": {"expires": SWEEP_EVERY_SECONDS * 2},
    },
    "watch": {
        "task": "wizard.tasks.watch",
        "schedule": WATCH_EVERY_SECONDS,
        "options": {"expires": WATCH_EVERY_SECONDS * 2},
    },
}

CONNECT_CALLS_PER_SECOND = environment.number("CONNECT_CALLS_PER_SECOND", 2)
CONNECT_CALLS_BURST = environment.number("CONNECT_CALLS_BURST", 5)
"""What AWS allows an account and region unless it raised the quota (Amazon Connect service quotas)."""
GRAPH_WRITES_PER_SECOND = environment.number("GRAPH_WRITES_PER_SECOND", 18)
GRAPH_WRITES_BURST = environment.number("GRAPH_WRITES_BURST", 300)
"""Microsoft allows an application 3,000 writes in 150 s in a tenant: 300 at once and 18 a second, just that."""

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "filters": {"links": {"()": "wizard.redaction.EntryLinkFilter"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["links"]}},
    # A form with an error is daily bread; only what is our fault is worth a line.
    "loggers": {"django.request": {"level": "ERROR"}},
    "root": {"handlers": ["console"], "level": environment.text("LOG_LEVEL", "WARNING")},
}

ENTRA_CLIENT_ID = environment.text("ENTRA_CLIENT_ID")
ENTRA_CLIENT_SECRET = environment.text("ENTRA_CLIENT_SECRET")
ENTRA_CLIENT_CERTIFICATE = environment.text("ENTRA_CLIENT_CERTIFICATE")
"""The path of a PEM file that holds the private key and the certificate of the app registration."""
