"""Settle everything that an operator may choose, from the environment; see docs/operating.md."""

import re
from pathlib import Path
from typing import Any

from django.core.exceptions import ImproperlyConfigured

from geodata.area import AreaError, load_area
from servicemap import audit, database, env, openid, secret, security

BASE_DIR = Path(__file__).resolve().parent.parent
LOCAL_DIR = BASE_DIR / ".local"

# --- What this instance is ----------------------------------------------------------------------
PRODUCTION = env.flag("SERVICEMAP_PRODUCTION")
DEBUG = env.flag("SERVICEMAP_DEBUG")
if PRODUCTION and DEBUG:
    raise env.SettingError("SERVICEMAP_DEBUG", "it shows secrets in production", "0")

AREA_DIR = BASE_DIR / "geodata" / "areas"
AREA_KEYS = sorted(path.stem for path in AREA_DIR.glob("*.toml"))
AREA_FILE = env.file("SERVICEMAP_AREA_FILE") or (
    AREA_DIR / f"{env.choice('SERVICEMAP_AREA', 'helsinki-centre', AREA_KEYS)}.toml"
)
try:
    AREA = load_area(AREA_FILE)
except AreaError as error:
    raise ImproperlyConfigured(str(error)) from error

# --- Where things lie ---------------------------------------------------------------------------
DATA_DIR = env.existing_folder("SERVICEMAP_DATA_DIR")
NETWORK_DIR = env.folder("SERVICEMAP_NETWORK_DIR", LOCAL_DIR / "networks" / AREA.key)
CACHE_DIR = env.folder("SERVICEMAP_CACHE_DIR", LOCAL_DIR / "cache")
UPLOAD_DIR = env.folder("SERVICEMAP_UPLOAD_DIR", LOCAL_DIR / "uploads" / AREA.key)
# Pictures of organisations, re-encoded; views serve those that are published.
MEDIA_ROOT = env.folder("SERVICEMAP_MEDIA_DIR", LOCAL_DIR / "media" / AREA.key)
UPLOAD_DAYS = env.integer("SERVICEMAP_UPLOAD_DAYS", 90, lowest=1, highest=3_650)
# The first of them stops what is too large before it fills the disk.
FILE_UPLOAD_HANDLERS = [
    "servicemap.upload_handler.Capped",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]
DATABASES = {"default": database.from_environment(LOCAL_DIR, AREA.key)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- The rooms ----------------------------------------------------------------------------------
INSTALLED_APPS = [
    "geodata",
    "importers",
    "servicemap",
    "frontend",
    "leaflet",
    "django.contrib.gis",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django_tasks",
    "django_tasks_db",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "auditlog",
    "csp",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "servicemap.accounts.noting.by_whom",
    "servicemap.accounts.second_factor.admin_guard",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
ROOT_URLCONF = "servicemap.urls"
WSGI_APPLICATION = "servicemap.wsgi.application"
TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.debug",
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "servicemap.security.csp_nonce",
            ]
        },
    }
]

# --- Languages and time -------------------------------------------------------------------------
INTERFACE_LANGUAGES = {"fi": "Suomi", "sv": "Svenska", "en": "English", "ar": "العربية"}
LANGUAGES = [
    (code, INTERFACE_LANGUAGES[code]) for code in AREA.languages if code in INTERFACE_LANGUAGES
] or [("en", "English")]
LANGUAGE_CODE = LANGUAGES[0][0]
LOCALE_PATHS = [BASE_DIR / "frontend" / "locale"]
FORMAT_MODULE_PATH = "frontend.formats"
USE_I18N = True
USE_TZ = True
TIME_ZONE = AREA.time_zone

# --- Static files: named by their content, so that they may be kept for ever ---------------------
STATIC_URL = "/static/"
# The map's script, which `./dev build` makes of frontend/map.
STATICFILES_DIRS = [path for path in [LOCAL_DIR / "bundle"] if path.is_dir()]
STATIC_ROOT = env.folder("SERVICEMAP_STATIC_DIR", LOCAL_DIR / "static")
HASHED = "whitenoise.storage.CompressedManifestStaticFilesStorage"
PLAIN = "django.contrib.staticfiles.storage.StaticFilesStorage"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": PLAIN if DEBUG else HASHED},
}

# --- Who is behind it -----------------------------------------------------------------------------
CONTACT = env.word(
    "SERVICEMAP_CONTACT",
    "",
    re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+|https://\S+"),
    "an e-mail address, or a page that begins with https://",
)

# --- Security -----------------------------------------------------------------------------------
SECRET_KEY = secret.from_environment(LOCAL_DIR, production=PRODUCTION)
ALLOWED_HOSTS = security.allowed_hosts(production=PRODUCTION)
CSRF_TRUSTED_ORIGINS = security.trusted_origins()
ORIGIN = security.site_origin(ALLOWED_HOSTS, production=PRODUCTION)
CONTENT_SECURITY_POLICY = security.content_security_policy(AREA.tiles)
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
X_FRAME_OPTIONS = "DENY"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
# In production everything goes over TLS; only the health probe may ask in the clear.
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = PRODUCTION
SECURE_REDIRECT_EXEMPT = [r"^healthz$"]
SECURE_HSTS_SECONDS = 31_536_000 if PRODUCTION else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = PRODUCTION
if env.flag("SERVICEMAP_BEHIND_PROXY"):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
# Debian 12's GDAL (3.6) cannot keep a spatial reference from opening files or addresses. GDAL is
# never given one here: coordinates of requests and files are read by Python and shapely.
SILENCED_SYSTEM_CHECKS = ["gis.W001"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]

# --- Who signs in: by a code sent to their address; who decides, with a second factor -------------
AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
ACCOUNT_ADAPTER = "servicemap.accounts.adapter.AccountAdapter"
ACCOUNT_EMAIL_VERIFICATION = "none"  # a code that was entered is the proof of an address
ACCOUNT_FORMS = {"request_login_code": "servicemap.accounts.forms.CodeRequestForm"}
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 15 * 60
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_PREVENT_ENUMERATION = True
# How often the same may be done; those of signing in are allauth's own. See limits.py.
ACCOUNT_RATE_LIMITS = {
    "answer": "10/m/ip",
    "claim": "10/d/user",
    "invite": "30/d/user",
    "join": "20/h/ip",
    "report": "5/m/ip,30/d/ip",
    "share": "30/m/ip",
    "submit": "30/h/user",
}
ACCOUNT_SIGNUP_FIELDS = ["email*"]
ALLAUTH_TRUSTED_PROXY_COUNT = int(env.flag("SERVICEMAP_BEHIND_PROXY"))
OPENID = openid.from_environment()
SOCIALACCOUNT_ADAPTER = "servicemap.accounts.vouching.SocialAdapter"
SOCIALACCOUNT_LOGIN_ON_GET = True  # a plain link; the provider and the state guard the way back
SOCIALACCOUNT_PROVIDERS = openid.apps(OPENID)
MFA_FORMS = {
    "add_webauthn": "servicemap.accounts.passkeys.AddForm",
    "authenticate_webauthn": "servicemap.accounts.passkeys.AuthenticateForm",
    "login_webauthn": "servicemap.accounts.passkeys.LoginForm",
    "reauthenticate_webauthn": "servicemap.accounts.passkeys.ReauthenticateForm",
}
MFA_ADAPTER = "servicemap.accounts.adapter.MFAAdapter"
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
LOGIN_URL = "account_login"
# Who changed whose rights, and who decided what; without their network addresses.
AUDITLOG_INCLUDE_TRACKING_MODELS = audit.TABLES
AUDITLOG_DISABLE_REMOTE_ADDR = True
AUDIT_DAYS = env.integer("SERVICEMAP_AUDIT_DAYS", 730, lowest=1, highest=3_650)
# Limits of tries are counted where all workers see them.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "servicemap_cache",
        # With Django's 300, who makes many tries would push out what was counted of others.
        "OPTIONS": {"MAX_ENTRIES": 20_000},
    }
}

# --- What is learnt from visitors: counts of weeks, never who they are ----------------------------
COUNT_USE = env.flag("SERVICEMAP_COUNT_USE", default=True)
USE_DAYS = env.integer("SERVICEMAP_USE_DAYS", 730, lowest=90, highest=3_650)
# So many months after they last said anything the owners of an entry are asked to confirm it.
CONFIRM_MONTHS = env.integer("SERVICEMAP_CONFIRM_MONTHS", 6, lowest=0, highest=120)

# --- Mail ---------------------------------------------------------------------------------------
EMAIL_HOST = env.text("SERVICEMAP_MAIL_HOST")
EMAIL_PORT = env.integer("SERVICEMAP_MAIL_PORT", 25, lowest=1, highest=65_535)
EMAIL_HOST_USER = env.text("SERVICEMAP_MAIL_USER")
EMAIL_HOST_PASSWORD = env.text("SERVICEMAP_MAIL_PASSWORD")
EMAIL_USE_TLS = env.flag("SERVICEMAP_MAIL_STARTTLS")
EMAIL_USE_SSL = env.flag("SERVICEMAP_MAIL_TLS")
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = SERVER_EMAIL = env.text("SERVICEMAP_MAIL_FROM", "servicemap@localhost")
# Without a server the worker prints what it would send.
SMTP, PRINTED = "django.core.mail.backends.smtp", "servicemap.printed_mail"
EMAIL_BACKEND = f"{SMTP if EMAIL_HOST else PRINTED}.EmailBackend"

# --- What is done in the background: a queue in the database, worked off by `manage.py worker` ----
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
# Whether the worker may fetch by itself what the area's feeds name; without, it takes local files.
FETCH = env.flag("SERVICEMAP_FETCH", default=True)
# Whether it keeps the area's invented organisations up to date, which only a demonstration wants.
EXAMPLES = env.flag("SERVICEMAP_EXAMPLES")

# --- Maps in the admin: no tiles of third parties -------------------------------------------------
LEAFLET_CONFIG: dict[str, Any] = {
    "TILES": [],
    "DEFAULT_CENTER": ((AREA.box.south + AREA.box.north) / 2, (AREA.box.west + AREA.box.east) / 2),
    "DEFAULT_ZOOM": 12,
    "SPATIAL_EXTENT": tuple(AREA.box),
    "ATTRIBUTION_PREFIX": "",
}

# --- Logging --------------------------------------------------------------------------------------
LOG_LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR")
LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    # Whoever asks for another host gets a 400; a traceback each time would hide what matters.
    "loggers": {"django.security.DisallowedHost": {"level": "CRITICAL"}},
    "root": {
        "handlers": ["console"],
        "level": env.choice("SERVICEMAP_LOG_LEVEL", "WARNING", LOG_LEVELS),
    },
}
