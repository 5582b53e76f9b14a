"""Settings of the installation: environment only. What an administrator decides is data with a page instead."""

from __future__ import annotations

import os
from pathlib import Path
from urllib.parse import urlsplit

from csp.constants import NONCE, NONE, SELF

from kundig.config import environment
from kundig.core import caps

ROOT = Path(__file__).resolve().parent.parent.parent
DATA = environment.data_folder()

# --- Where Kundig is reached ---------------------------------------------------------------
HOST = environment.text("KUNDIG_HOST", "127.0.0.1")
PORT = environment.number("KUNDIG_PORT", 8000, low=1, high=65535)
URL = environment.address("KUNDIG_URL", f"http://localhost:{PORT}")
SMTP_HOST = environment.text("KUNDIG_SMTP_HOST", HOST)
SMTP_PORT = environment.number("KUNDIG_SMTP_PORT", 2525, low=0, high=65535)
LMTP_SOCKET = environment.text("KUNDIG_LMTP_SOCKET")
SMTP_CERTIFICATE, SMTP_KEY = environment.files("KUNDIG_SMTP_CERTIFICATE", "KUNDIG_SMTP_KEY")
# Where mail servers of one's own may lie; all else that people type in must be on the public internet.
OWN_NETWORKS = environment.networks("KUNDIG_OWN_NETWORKS")
WEB_PROCESSES = environment.number(
    "KUNDIG_WEB_PROCESSES", min(os.cpu_count() or 1, 4), low=1, high=32
)
WORKER_THREADS = environment.number("KUNDIG_WORKER_THREADS", 4, low=1, high=64)
# A host of its own for strangers' files: no cookie of ours goes there.
FILES_URL = environment.other_host("KUNDIG_FILES_URL", URL)
FILES_URLCONF = "kundig.conversations.file_urls"
SECURE = URL.startswith("https://")

ALLOWED_HOSTS = [
    "localhost",
    "127.0.0.1",
    "[::1]",
    urlsplit(URL).hostname or "localhost",
    *([urlsplit(FILES_URL).hostname or ""] if FILES_URL else []),
    *environment.words("KUNDIG_ALLOWED_HOSTS"),
]
CSRF_TRUSTED_ORIGINS = [URL]
# The proxy that ends TLS is believed only where it is named.
TRUSTED_PROXIES = environment.networks("KUNDIG_TRUSTED_PROXIES")
if TRUSTED_PROXIES:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

# --- Keys ----------------------------------------------------------------------------------
SECRET_KEY = environment.secret_key("KUNDIG_SECRET_KEY_FILE", DATA / "keys" / "secret.key")
# Encrypts channel passwords in the database; lies outside of it, so that a dump alone opens nothing.
ENCRYPTION_KEY = environment.secret_key(
    "KUNDIG_ENCRYPTION_KEY_FILE", DATA / "keys" / "encryption.key"
)

DEBUG = False
LOG_LEVEL = environment.choice(
    "KUNDIG_LOG_LEVEL", "WARNING", ["DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL"]
)

# --- Rooms, from the top floor down ------------------------------------------------------------
INSTALLED_APPS = [
    "kundig.config",
    "kundig.demo",
    "kundig.desk",
    "kundig.api",
    "kundig.api.webhooks",
    "kundig.exports",
    "kundig.notifications",
    "kundig.channels",
    "kundig.channels.email",
    "kundig.conversations",
    "kundig.conversations.bulk",
    "kundig.conversations.macros",
    "kundig.conversations.incidents",
    "kundig.conversations.snippets",
    "kundig.conversations.embedded",
    "kundig.customers",
    "kundig.customers.erasing",
    "kundig.customers.merging",
    "kundig.staff",
    "kundig.web",
    "kundig.core",
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.forms",
    "django.contrib.postgres",
    "django_htmx",
    "csp",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.usersessions",
    "procrastinate.contrib.django",
]

MIDDLEWARE = [
    "kundig.web.middleware.RequestFrame",
    "kundig.web.peer.TrustedPeer",
    "django.middleware.security.SecurityMiddleware",
    "kundig.web.compressed.CompressedPages",
    "kundig.web.files_host.FilesHost",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "kundig.staff.middleware.SignedInAgent",
    "kundig.staff.middleware.AgentPreferences",
    "kundig.staff.sign_in.last_use.LastUse",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
]

ROOT_URLCONF = "kundig.config.urls"
ASGI_APPLICATION = "kundig.config.asgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
FORM_RENDERER = "kundig.web.forms.Renderer"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "csp.context_processors.nonce",
            ],
            "builtins": [
                "django.templatetags.i18n",
                "kundig.web.templatetags.web",
                "kundig.web.templatetags.quick",
            ],
        },
    },
]

# --- Database ------------------------------------------------------------------------------
_url = environment.text("DATABASE_URL")
DATABASES: dict[str, dict[str, object]] = {
    "default": environment.database(_url or "postgresql:///kundig"),
}
DATABASES["default"]["OPTIONS"] = {
    **DATABASES["default"]["OPTIONS"],  # type: ignore[dict-item]  # a dict, by construction
    "pool": {"min_size": 1, "max_size": WORKER_THREADS + 12, "timeout": 15},
    # Concerns what goes through `core/prepared.py`: at once, because nothing else is prepared.
    "prepare_threshold": 0,
}
DATABASES["default"]["CONN_HEALTH_CHECKS"] = True

CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "core_cache",
    }
}

# --- People ------------------------------------------------------------------------------------
AUTH_USER_MODEL = "staff.Agent"
AUTHENTICATION_BACKENDS = ["kundig.staff.sign_in.backend.AgentBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "kundig.staff.passwords.LengthCap"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
# Where a fresh installation begins.
SETUP_URL = "start"
PASSWORD_RESET_TIMEOUT = caps.RESET_SECONDS
SESSION_ENGINE = "kundig.staff.sign_in.sessions"
SESSION_COOKIE_NAME = "kundig_session"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE
SESSION_COOKIE_AGE = 60 * 60 * 24 * 14
CSRF_COOKIE_NAME = "kundig_csrf"
CSRF_FAILURE_VIEW = "kundig.web.errors.csrf_failure"

# Signing in: allauth's pages, our forms and limits (kundig/staff/sign_in).
ACCOUNT_ADAPTER = "kundig.staff.sign_in.account.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_PASSWORD_RESET_TOKEN_GENERATOR = "kundig.staff.sign_in.reset_links.ResetLinks"  # noqa: S105  # a class
# allauth counts in the cache; ours hold across processes and never lock out the owner.
ACCOUNT_RATE_LIMITS = MFA_RATE_LIMITS = False
ACCOUNT_FORMS = {
    "login": "kundig.staff.sign_in.forms.SignInForm",
    "reauthenticate": "kundig.staff.sign_in.forms.PasswordAgainForm",
    "change_password": "kundig.staff.sign_in.forms.ChangePasswordForm",
    "set_password": "kundig.staff.sign_in.forms.SetPasswordForm",
    "reset_password": "kundig.staff.sign_in.forms.ResetForm",
    "reset_password_from_key": "kundig.staff.sign_in.forms.ResetFromLinkForm",
}
MFA_ADAPTER = "kundig.staff.sign_in.codes.MFAAdapter"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes", "webauthn"]
MFA_PASSKEY_LOGIN_ENABLED = True
# Agents come by invitation: their address is verified by the link they followed.
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_TOTP_TOLERANCE = 1
MFA_FORMS = {
    "authenticate": "kundig.staff.sign_in.forms.CodeForm",
    "reauthenticate": "kundig.staff.sign_in.forms.CodeAgainForm",
    "activate_totp": "kundig.staff.sign_in.forms.ActivateAppForm",
    "add_webauthn": "kundig.staff.sign_in.forms.AddPasskeyForm",
    "edit_webauthn": "kundig.staff.sign_in.forms.RenamePasskeyForm",
}
SOCIALACCOUNT_ADAPTER = "kundig.staff.sign_in.provider.ProviderAdapter"
SOCIALACCOUNT_EMAIL_VERIFICATION = "none"
OIDC_NAME, OIDC_URL, OIDC_APP = environment.provider()
SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"OAUTH_PKCE_ENABLED": True, "APPS": OIDC_APP}}

# --- Language and time -----------------------------------------------------------------------
# Each language in its own name: whoever looks for theirs can read it.
LANGUAGES = [("de", "Deutsch"), ("en", "English")]
LANGUAGE_CODE = environment.choice("KUNDIG_LANGUAGE", "de", dict(LANGUAGES))
LANGUAGE_COOKIE_NAME = "kundig_language"
TIME_ZONE = environment.time_zone("KUNDIG_TIME_ZONE", "Europe/Berlin")
USE_TZ = True

# --- Files -----------------------------------------------------------------------------------
STATIC_URL = "/static/"
STATIC_ROOT = ROOT / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "servestatic.storage.CompressedManifestStaticFilesStorage"},
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024

# --- Walls -----------------------------------------------------------------------------------
SECURE_HSTS_SECONDS = 31536000 if SECURE else 0
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [NONCE, "'strict-dynamic'"],
        # The nonce lets a page carry the width its reader gave the list.
        "style-src": [SELF, NONCE],
        "img-src": [
            SELF,
            "data:",
            "blob:",
            *([environment.origin(FILES_URL)] if FILES_URL else []),
        ],
        "worker-src": [SELF],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF, *([environment.origin(OIDC_URL)] if OIDC_URL else [])],
        "frame-ancestors": [NONE],
    }
}

# --- Jobs ------------------------------------------------------------------------------------
PROCRASTINATE_AUTODISCOVER_MODULE_NAME = "jobs"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": LOG_LEVEL},
    "loggers": {
        "kundig": {"level": "INFO"},
        # Each look for a database that is away; that it is away is said by kundig.core.database.
        "psycopg.pool": {"level": "ERROR"},
    },
}

environment.refuse_unknown()
