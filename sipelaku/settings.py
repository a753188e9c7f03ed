"""Settings of the portal: one file, read from the environment (see .env.example).

Without any environment it runs on SQLite with no broker. ``DEMO`` marks a
demonstration: plain HTTP, no second factor for staff, demo data allowed.
Everything that is neither DEBUG nor DEMO is a production and is refused by
``sipelaku.checks`` when it is set up unsafely.
"""

from pathlib import Path

import environ
from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

BASE_DIR = Path(__file__).resolve().parent.parent

env = environ.Env()
environ.Env.read_env(BASE_DIR / ".env")

UNSAFE_SECRET_KEY = "unsafe-key-for-a-demonstration-only"

DEBUG = env.bool("DEBUG", False)
DEMO = env.bool("DEMO", False)
PRODUCTION = not (DEBUG or DEMO)
SECRET_KEY = env("SECRET_KEY", default="") or UNSAFE_SECRET_KEY
SITE_URL = env("SITE_URL", default="http://127.0.0.1:8000").rstrip("/")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["127.0.0.1", "localhost"])

INSTALLED_APPS = [
    "sipelaku.accounts.admin_config.PortalAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "csp",
    "sipelaku",
    "sipelaku.accounts",
    "sipelaku.office",
    "permits",
    "tracking",
    "helpdesk",
]

MIDDLEWARE = [
    "sipelaku.health.HealthMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django_permissions_policy.PermissionsPolicyMiddleware",
    "sipelaku.middleware.RefuseMalformedInputMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "sipelaku.accounts.middleware.StaffSecondFactorMiddleware",
    "sipelaku.office.middleware.office_time",
    "sipelaku.errors.keep_private",
    "sipelaku.errors.explain_refused_methods",
]

ROOT_URLCONF = "sipelaku.urls"
WSGI_APPLICATION = "sipelaku.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "sipelaku.office.context_processors.office",
            ],
        },
    },
]

# Data ---------------------------------------------------------------------------------

SQLITE = f"sqlite:///{BASE_DIR / 'var' / 'sipelaku.sqlite3'}"
DATABASES = {"default": env.db_url_config(env("DATABASE_URL", default="") or SQLITE)}
_database = DATABASES["default"]
if _database["ENGINE"] == "django.db.backends.sqlite3":
    _database["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 5,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
    }
else:
    _database["CONN_MAX_AGE"] = 600
    _database["CONN_HEALTH_CHECKS"] = True
    _database.setdefault("OPTIONS", {})["options"] = "-c statement_timeout=15000 -c lock_timeout=5000"

REDIS_URL = env("REDIS_URL", default="")
CACHES = {
    "default": (
        {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": REDIS_URL}
        if REDIS_URL
        else {
            "BACKEND": "django.core.cache.backends.db.DatabaseCache",
            "LOCATION": "cache",
            # The default of 300 entries would throw away counters of limits on attempts.
            "OPTIONS": {"MAX_ENTRIES": 100_000},
        }
    ),
    # What changes a few times a year (office, calendar) is kept for seconds in each process, and status pages.
    "local": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "TIMEOUT": 15,
        "OPTIONS": {"MAX_ENTRIES": 2000},
    },
}
SESSION_ENGINE = "django.contrib.sessions.backends.cached_db" if REDIS_URL else "django.contrib.sessions.backends.db"

MEDIA_ROOT = env("MEDIA_URL_ROOT", default=str(BASE_DIR / "var" / "media"))
STATIC_URL = "/static/"
STATIC_ROOT = env("STATIC_ROOT", default=str(BASE_DIR / "var" / "static"))
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
WHITENOISE_MAX_AGE = 300
FILE_UPLOAD_PERMISSIONS = 0o600
FILE_UPLOAD_DIRECTORY_PERMISSIONS = 0o700
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000  # the page of a whole service standard sends more than 500
DATA_UPLOAD_MAX_NUMBER_FILES = 40

# Language and time --------------------------------------------------------------------

LANGUAGE_CODE = "id"
LANGUAGES = [("id", _("Indonesia"))]
USE_TZ = True
TIME_ZONE = "Asia/Makassar"
FORMAT_MODULE_PATH = ["sipelaku.formats"]

# Background work ----------------------------------------------------------------------

CELERY_BROKER_URL = REDIS_URL
CELERY_TASK_IGNORE_RESULT = True
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
# Wake-up calls: what is due stands in the database, so one that is missed or late loses nothing. `drain` follows
# the same list. A task returns how much it has done.
CELERY_BEAT_SCHEDULE = {
    "cetakan": {"task": "permits.tasks.render_papers", "schedule": 10.0, "options": {"expires": 10}},
    "pemberitahuan": {"task": "tracking.tasks.send_notices", "schedule": 10.0, "options": {"expires": 10}},
    "surat": {"task": "helpdesk.tasks.send_letters", "schedule": 10.0, "options": {"expires": 10}},
    "janji": {"task": "helpdesk.tasks.remind_of_bookings", "schedule": 600.0, "options": {"expires": 600}},
    "kunjungan": {"task": "helpdesk.tasks.close_counting_days", "schedule": 600.0, "options": {"expires": 600}},
    "poster": {"task": "helpdesk.tasks.print_posters", "schedule": 10.0, "options": {"expires": 10}},
    "alamat": {"task": "helpdesk.tasks.check_addresses", "schedule": 60.0, "options": {"expires": 60}},
    "tinjauan": {"task": "helpdesk.tasks.chase_reviews", "schedule": 600.0, "options": {"expires": 600}},
}

# Messages -----------------------------------------------------------------------------

vars().update(env.email_url_config(env("EMAIL_URL", default="") or "filemail://"))
EMAIL_FILE_PATH = str(BASE_DIR / "var" / "mail")
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = env("DEFAULT_FROM_EMAIL", default="perizinan@localhost")
# Ways to tell applicants how their application goes: email, sms, whatsapp (see sipelaku.channels).
NOTICE_CHANNELS = env.list("NOTICE_CHANNELS", default=["email", "sms", "whatsapp"] if DEMO else ["email"])

# Sign-in ------------------------------------------------------------------------------

AUTH_USER_MODEL = "accounts.User"
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/permohonan/"
STAFF_REDIRECT_URL = "/petugas/"
LOGOUT_REDIRECT_URL = "/"
STAFF_SECOND_FACTOR = PRODUCTION
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = ["sipelaku.accounts.hashers.LeanArgon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]

ACCOUNT_ADAPTER = "sipelaku.accounts.adapter.AccountAdapter"
ACCOUNT_FORMS = {
    "login": "sipelaku.accounts.forms.SignInForm",
    "signup": "sipelaku.accounts.forms.RegistrationForm",
    "reauthenticate": "sipelaku.accounts.forms.ConfirmPersonForm",
    "add_email": "sipelaku.accounts.forms.ChangeAddressForm",
    "change_password": "sipelaku.accounts.forms.ChangePasswordForm",
    "reset_password": "sipelaku.accounts.forms.ForgottenPasswordForm",
    "reset_password_from_key": "sipelaku.accounts.forms.NewPasswordForm",
    "confirm_email_verification_code": "sipelaku.accounts.forms.AddressCodeForm",
    "confirm_password_reset_code": "sipelaku.accounts.forms.PasswordCodeForm",
}
ACCOUNT_LOGIN_METHODS = {"email", "username"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_RESEND = True
ACCOUNT_PASSWORD_RESET_BY_CODE_ENABLED = True
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
# One message in ten seconds, the default, would greet a double tap on "Daftar" with an error.
ACCOUNT_RATE_LIMITS = {"confirm_email": "5/5m/key"}
ACCOUNT_SESSION_REMEMBER = True
SESSION_COOKIE_AGE = ACCOUNT_SESSION_COOKIE_AGE = 12 * 3600
ACCOUNT_DEFAULT_HTTP_PROTOCOL = SITE_URL.partition(":")[0]
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "SIPELAKU"
MFA_TOTP_TOLERANCE = 1

# Safety -------------------------------------------------------------------------------

# Addresses or networks of the office's own proxies; only they are believed about client and scheme.
TRUSTED_PROXIES = env.list("TRUSTED_PROXIES", default=[])
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if TRUSTED_PROXIES else None
SECURE_SSL_REDIRECT = env.bool("SECURE_SSL_REDIRECT", PRODUCTION)
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = PRODUCTION
SECURE_HSTS_SECONDS = 31536000 if PRODUCTION else 0
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "sipelaku.errors.csrf_failure"
# A regency's main domain is not ours to bind: HSTS stays with the portal's own host name.
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W019", "security.W021"]
X_FRAME_OPTIONS = "SAMEORIGIN"
CSRF_TRUSTED_ORIGINS = [SITE_URL]
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [SELF],
    },
}
PERMISSIONS_POLICY: dict[str, str | list[str]] = {
    "camera": "self",
    "geolocation": [],
    "microphone": [],
    "payment": [],
    "usb": [],
}

# Logs ---------------------------------------------------------------------------------

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "discreet": {
            "()": "sipelaku.logs.DiscreetFormatter",
            "format": "%(asctime)s %(levelname)s %(name)s %(message)s",
        },
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "discreet"}},
    "root": {"handlers": ["console"], "level": "INFO"},
    "loggers": {
        # Django's own set-up mails error reports with settings and form input.
        "django": {"handlers": [], "level": "INFO"},
        "django.server": {"handlers": [], "level": "INFO", "propagate": True},
        # These tell every step of every paper and every start.
        "pikepdf": {"level": "WARNING"},
        "weasyprint": {"level": "WARNING"},
        "fontTools": {"level": "WARNING"},
    },
}
