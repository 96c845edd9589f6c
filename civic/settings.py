"""Settings are data: everything that differs between two cities or two machines comes from the environment.

`docs/deploy.md` has the table of variables.
"""

from pathlib import Path

import environ
import pghistory
from csp.constants import NONCE, NONE, SELF
from django.utils.translation import gettext_lazy as _

from civic.runtime import TESTING, broker_url, redis_url, sample_secret

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()
VAR_DIR = Path(env("VAR_DIR", default=str(BASE_DIR / "var")))

# --- what kind of installation this is

DEBUG = env.bool("DEBUG", default=False)
SAMPLE_CITY = env.bool("SAMPLE_CITY", default=False)
SECRET_KEY = env("SECRET_KEY", default=sample_secret("SECRET_KEY", allowed=DEBUG or TESTING))
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["*"] if DEBUG else [])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])
FORCE_SCRIPT_NAME = env("FORCE_SCRIPT_NAME", default=None)
# AGPL section 13: whoever serves a changed version offers its source to its users.
SOURCE_URL = env("SOURCE_URL", default="")
SITE_ORIGIN = env("SITE_ORIGIN", default="http://localhost:8000")

# --- which city

CITY_CODE = env("CITY_CODE", default="320582")
# west, south, east, north in WGS-84 degrees; a point further outside than the tolerance is refused
CITY_BOX = tuple(env.list("CITY_BOX", cast=float, default=[120.3658, 31.7200, 120.8667, 32.0334]))
CITY_BOX_TOLERANCE = env.float("CITY_BOX_TOLERANCE", default=0.02)
CITY_CENTRE = tuple(env.list("CITY_CENTRE", cast=float, default=[120.555, 31.875]))
# A base map is shown only with its review number (审图号), which the office enters in the site identity; without both,
# the sketch is drawn.
MAP_TILES_URL = env("MAP_TILES_URL", default="")
MAP_ATTRIBUTION = env("MAP_ATTRIBUTION", default="")

# --- secrets for sealed fields: `k2:BASE64,k1:BASE64`, the first seals, all open

SEAL_KEYS = env.list("SEAL_KEYS", default=[sample_secret("SEAL_KEYS", allowed=DEBUG or TESTING)])
SEAL_ALGORITHM = env("SEAL_ALGORITHM", default="aes-256-gcm")
LOOKUP_KEY = env("LOOKUP_KEY", default=sample_secret("LOOKUP_KEY", allowed=DEBUG or TESTING))
LOOKUP_DIGEST = env("LOOKUP_DIGEST", default="sha256")

INSTALLED_APPS = [
    "civic.apps.CivicConfig",
    "civic.apps.CivicAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.forms",
    "django.contrib.sitemaps",
    "django.contrib.humanize",
    "django.contrib.gis",
    "django.contrib.postgres",
    "pgtrigger",
    "pghistory",
    "pghistory.admin",
    "leaflet",
    "django_htmx",
    "csp",
    "import_export",
    "rest_framework",
    "drf_spectacular",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "lib.apps.LibConfig",
    "accounts",
    "photos",
    "places",
    "office",
    "parks",
    "volunteers",
    "shop",
]

MIDDLEWARE = [
    "lib.pages.PageMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "lib.csp.PolicyMiddleware",
    "lib.modes.ModeMiddleware",
    "civic.errors.OwnErrorPages",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "lib.bad_input.BadInputMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "accounts.recognition.UserMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "accounts.middleware.IdleMiddleware",
    "accounts.middleware.StaffSecondFactorMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "office.middleware.DeskHistoryMiddleware",
    "lib.refusals.RefusalMiddleware",
]

# Those of them that have something to do for a page which is the same for everyone; see lib/pages/short.py.
PUBLIC_MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "lib.csp.PlainPolicyMiddleware",
    "lib.modes.ModeMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "lib.bad_input.BadInputMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]

# Who asks for a signed-in page that only reads; see lib/pages/personal.py.
RECOGNISE = "accounts.recognition.recognise"

ROOT_URLCONF = "civic.urls"
WSGI_APPLICATION = "civic.wsgi.application"

# What every page shows around its content, of the site and of the reader's choices; see lib/frames.py.
FRAME_CONTEXT = ["office.context.site", "lib.modes.mode", "civic.navigation.navigation"]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                *FRAME_CONTEXT,
            ],
            "builtins": [
                "django.templatetags.i18n",
                "django.templatetags.static",
                "lib.templatetags.civic",
            ],
        },
    },
]
FORM_RENDERER = "lib.forms.CivicFormRenderer"

# --- storage

DATABASES = {
    "default": {
        # Tests make and drop databases, which is the owner's business.
        **env.db("OWNER_DATABASE_URL" if TESTING else "DATABASE_URL", default="postgis:///civic"),
        "ENGINE": "django.contrib.gis.db.backends.postgis",
        # A new connection costs more than most pages; the health check makes keeping it safe.
        # A test's server runs in threads of the test process; what they kept open would keep the database from going.
        "CONN_MAX_AGE": 0 if TESTING else env.int("CONN_MAX_AGE", default=600),
        "CONN_HEALTH_CHECKS": True,
        # Prepared statements (lib/asked.py) are few and fit everybody: planning them for each asker takes longer than
        # they do. And a list of a large table looks expensive, however few rows it stops at: PostgreSQL would compile
        # machine code for five milliseconds to read fifty rows. A pooler knows no such options.
        "OPTIONS": {}
        if env.bool("PGBOUNCER", default=False)
        else {"options": "-c plan_cache_mode=force_generic_plan -c jit=off"},
        "DISABLE_SERVER_SIDE_CURSORS": env.bool("PGBOUNCER", default=False),
        "TEST": {"NAME": "test_civic" + env("TEST_DB_SUFFIX", default="")},
    }
}
# Debian 12 ships GDAL 3.6. Only `load_regions` opens files with it, and only staff with a shell run that.
SILENCED_SYSTEM_CHECKS = ["gis.W001"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
# The role that the application runs as when the owner's role migrates; see `grant_app_role`.
APP_DATABASE_ROLE = env("APP_DATABASE_ROLE", default="civic_app")

REDIS_URL = redis_url(env("REDIS_URL", default="redis://127.0.0.1:6379/0"))
CACHES = {
    "default": {
        "BACKEND": "lib.caches.ForgivingRedisCache",
        "LOCATION": REDIS_URL,
        "KEY_PREFIX": env("CACHE_PREFIX", default="civic"),
        "TIMEOUT": 300,
    }
}
PAGE_SECONDS = env.int("PAGE_SECONDS", default=60)

STATIC_URL = "static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
MEDIA_URL = "media/"
MEDIA_ROOT = Path(env("MEDIA_ROOT", default=str(VAR_DIR / "media")))
PRIVATE_ROOT = Path(env("PRIVATE_ROOT", default=str(VAR_DIR / "private")))
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "private": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {
            "location": PRIVATE_ROOT,
            "base_url": None,
            "file_permissions_mode": 0o600,
            "directory_permissions_mode": 0o700,
        },
    },
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if not (DEBUG or TESTING)
        else "django.contrib.staticfiles.storage.StaticFilesStorage",
    },
}
FILE_UPLOAD_PERMISSIONS = 0o644
FILE_UPLOAD_HANDLERS = [
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "photos.uploads.BoundedFileUploadHandler",
]
# Of a larger upload no more than this is ever kept on disk.
UPLOAD_MAX_BYTES = env.int("UPLOAD_MAX_BYTES", default=32 * 1024 * 1024)
# A proxy serves media in production.
SERVE_MEDIA = env.bool("SERVE_MEDIA", default=DEBUG or TESTING)
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000
PHOTO_MAX_BYTES = env.int("PHOTO_MAX_BYTES", default=10 * 1024 * 1024)
PHOTO_MAX_PIXELS = env.int("PHOTO_MAX_PIXELS", default=50_000_000)

# --- language and time

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", _("Chinese")), ("en", _("English"))]
# Tests look for the sentences as they stand in the code; tests/city has the catalogue.
LOCALE_PATHS = [] if TESTING else [BASE_DIR / "locale"]
USE_I18N = True
FORMAT_MODULE_PATH = "civic.formats"
USE_TZ = True
TIME_ZONE = "Asia/Shanghai"

# --- who

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
    "office.policies.PostBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "accounts.passwords.ThreeClassesValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "me"
LOGOUT_REDIRECT_URL = "home"
ACCOUNT_ADAPTER = "accounts.adapter.AccountAdapter"
ACCOUNT_USER_MODEL_EMAIL_FIELD = None
ACCOUNT_LOGIN_METHODS = {"phone", "username"}
ACCOUNT_SIGNUP_FIELDS = ["phone*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_MAX_ATTEMPTS = 5
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 300
ACCOUNT_LOGIN_BY_CODE_SUPPORTS_RESEND = 3
ACCOUNT_PHONE_VERIFICATION_MAX_ATTEMPTS = 5
ACCOUNT_PHONE_VERIFICATION_TIMEOUT = 300
ACCOUNT_PHONE_VERIFICATION_SUPPORTS_RESEND = 3
ACCOUNT_PHONE_VERIFICATION_CODE_FORMAT = {"numeric": True, "length": 6, "dashed": False}
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_RATE_LIMITS = {
    # each code costs a text message and five guesses
    "request_login_code": "20/m/ip,3/m/key,10/h/key",
    "verify_phone": "20/m/ip,3/m/key,10/h/key",
    "change_phone": "10/m/user",
    "login_failed": "20/m/ip,5/15m/key",
    # tries to enter an identity document, which would otherwise tell which are registered
    "identity": "10/d/user",
}
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_ADAPTER = "accounts.mfa.MFAAdapter"
# phones' clocks are half a minute off at times
MFA_TOTP_TOLERANCE = 1
MFA_FORMS = {
    "authenticate": "accounts.mfa_forms.AppCodeForm",
    "reauthenticate": "accounts.mfa_forms.AppCodeAgainForm",
}
# Most tests of the desk sign staff in without a device; those of the rule itself switch it on.
STAFF_SECOND_FACTOR = env.bool("STAFF_SECOND_FACTOR", default=not (DEBUG or TESTING))
STAFF_IDLE_SECONDS = 15 * 60
RESIDENT_IDLE_SECONDS = 30 * 60
SMS_BACKEND = env(
    "SMS_BACKEND",
    default="office.sms.InboxBackend" if SAMPLE_CITY else "accounts.sms.ConsoleBackend",
)

SESSION_ENGINE = "accounts.sessions"
SESSION_COOKIE_AGE = RESIDENT_IDLE_SECONDS
SESSION_SAVE_EVERY_REQUEST = False
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = env.bool("HTTPS", default=not DEBUG)
SECURE_SSL_REDIRECT = env.bool("HTTPS_REDIRECT", default=False)
SECURE_HSTS_SECONDS = env.int("HSTS_SECONDS", default=0 if DEBUG else 31_536_000)
SECURE_HSTS_INCLUDE_SUBDOMAINS = env.bool("HSTS_SUBDOMAINS", default=False)
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
if env.bool("BEHIND_PROXY", default=False):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    # whose address rate limits count: the last that our own proxies added
    ALLAUTH_TRUSTED_PROXY_COUNT = env.int("TRUSTED_PROXIES", default=1)
X_FRAME_OPTIONS = "DENY"
CSRF_FAILURE_VIEW = "civic.errors.csrf_failure"

MAP_TILES_ORIGINS = env.list("MAP_TILES_ORIGINS", default=[])
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF, NONCE],
        "style-src": [SELF, NONCE],
        "img-src": [SELF, "data:", *MAP_TILES_ORIGINS],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "worker-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
        "object-src": [NONE],
    }
}

# --- parts

LEAFLET_CONFIG = {
    "SRID": None,
    "DEFAULT_CENTER": (CITY_CENTRE[1], CITY_CENTRE[0]),
    "DEFAULT_ZOOM": 12,
    "MIN_ZOOM": 9,
    "MAX_ZOOM": 18,
    # office/admin/widgets.py puts a base map in, where one may be shown.
    "TILES": [],
    "SPATIAL_EXTENT": CITY_BOX,
    "ATTRIBUTION_PREFIX": "",
    "RESET_VIEW": False,
    "NO_GLOBALS": False,
    "FORCE_IMAGE_PATH": True,
}

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [],
    "DEFAULT_PARSER_CLASSES": ["lib.json_input.SafeJSONParser"],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.AllowAny"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "DEFAULT_THROTTLE_CLASSES": ["rest_framework.throttling.AnonRateThrottle"],
    "DEFAULT_THROTTLE_RATES": {"anon": env("API_RATE", default="600/min")},
    "EXCEPTION_HANDLER": "lib.api.exception_handler",
    "UNAUTHENTICATED_USER": None,
    # Behind a proxy the reader's address is the last one in X-Forwarded-For; otherwise that header is anybody's claim.
    "NUM_PROXIES": 1 if env.bool("BEHIND_PROXY", default=False) else 0,
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Civic Harbour API",
    "DESCRIPTION": "Places of the city, activities for volunteers and organizations, and where volunteers' phones send "
    "what waited in them. Coordinates are WGS-84, longitude before latitude.",
    "VERSION": "1",
    "SERVE_INCLUDE_SCHEMA": False,
    "SCHEMA_PATH_PREFIX": "/api/v1",
    # "kind" and "state" mean other things of places
    "ENUM_NAME_OVERRIDES": {
        "KindEnum": "places.models.Kind",
        "StateEnum": "places.api.STATES",
        "SyncKind": "volunteers.sync_api.KINDS",
        "SyncState": "volunteers.sync_api.STATES",
    },
    "LICENSE": {"name": "CC BY 4.0", "url": "https://creativecommons.org/licenses/by/4.0/"},
}

IMPORT_EXPORT_USE_TRANSACTIONS = True
PGHISTORY_MIDDLEWARE_METHODS = ("POST", "PUT", "PATCH", "DELETE")
PGHISTORY_APPEND_ONLY = True
PGHISTORY_ADMIN_CLASS = "civic.events.EventsRegister"
PGHISTORY_DEFAULT_TRACKERS = (
    pghistory.InsertEvent(),
    pghistory.UpdateEvent(),
    pghistory.DeleteEvent(),
)

# --- jobs

# redis-py says unix://, kombu says redis+socket:// for the same socket
CELERY_BROKER_URL = broker_url(REDIS_URL)
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 900,
    "socket_connect_timeout": 2,
    "socket_timeout": 4,
    # A request that cannot reach the broker gives up within seconds.
    "max_retries": 1,
    "interval_start": 0,
}
CELERY_TIMEZONE = TIME_ZONE
CELERY_BEAT_SCHEDULE_FILENAME = str(VAR_DIR / "celerybeat-schedule")

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": env("LOG_LEVEL", default="INFO")},
    # What somebody sent in wrongly was answered with 400; it is not an error of ours.
    "loggers": {
        f"django.security.{mistake}": {"level": "CRITICAL"}
        for mistake in ("DisallowedHost", "DisallowedModelAdminLookup", "RequestDataTooBig", "TooManyFieldsSent")
    },
}
