"""Settings shared by all environments. .env.example describes each variable."""

from typing import Any
from urllib.parse import urlsplit

from django.utils.csp import CSP

from autovise import env
from jobs.queues import Queue

from .caches import caches
from .cdn import frontend_caches
from .databases import databases
from .log_in import *  # noqa: F403
from .log_in import USES_GOOGLE
from .mailers import mailers
from .s3 import bucket_origin, s3_storages
from .search import search_backends, worker_queues

BASE_DIR = env.BASE_DIR

PORT = env.whole_number("PORT", 8000)
FAKESTRIPE_PORT = env.whole_number("FAKESTRIPE_PORT", 8001)
DATA_DIR = (BASE_DIR / env.text("DATA_DIR", "var")).resolve()
SITE_URL = env.origin("SITE_URL", f"http://localhost:{PORT}")

SITE_HOST = urlsplit(SITE_URL).hostname or "localhost"
IS_HTTPS = SITE_URL.startswith("https://")
ALLOWED_HOSTS = [SITE_HOST]
CSRF_TRUSTED_ORIGINS = [SITE_URL]

INSTALLED_APPS = [
    "autovise",
    "home",
    "checkout",
    "accounts",
    "catalog",
    "jobs",
    "outbox",
    "sitewide",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.google",
    "django_tasks_db",
    "wagtail.contrib.redirects",
    "wagtail.contrib.search_promotions",
    "wagtail.contrib.settings",
    "wagtail.embeds",
    "wagtail.sites",
    "wagtail.users",
    "wagtail.snippets",
    "wagtail.images",
    "wagtail.documents",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "wagtail_modeladmin",
    "modelcluster",
    "taggit",
    "django.forms",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.postgres",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
]

# Wagtail's purging of pages that are published or unpublished, with a CDN only.
if WAGTAILFRONTENDCACHE := frontend_caches():
    INSTALLED_APPS.append("wagtail.contrib.frontend_cache")

MIDDLEWARE = [
    "autovise.middleware.HealthMiddleware",
    "autovise.page_cache.middleware.PageCacheMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "autovise.middleware.CompressionMiddleware",
    "autovise.middleware.CanonicalHostMiddleware",
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "autovise.middleware.ReadableUrlMiddleware",
    "autovise.middleware.AdminContentSecurityPolicyMiddleware",
    "autovise.middleware.PersonalPagesMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "autovise.middleware.ServiceFailureMiddleware",
    "autovise.middleware.StaffTwoFactorMiddleware",
    "autovise.middleware.LowerCaseUrlMiddleware",
    "wagtail.contrib.redirects.middleware.RedirectMiddleware",
]

ROOT_URLCONF = "autovise.urls"
WSGI_APPLICATION = "autovise.wsgi.application"

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
                "autovise.navigation.navigation",
            ],
        },
    },
]

DATABASES = databases(f"sqlite:///{DATA_DIR / 'shop.sqlite3'}")
if "replica" in DATABASES:
    DATABASE_ROUTERS = ["autovise.page_cache.replica_router.PublicPagesRouter"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

REDIS_URL = env.text("REDIS_URL")
# Sessions stay in the database. What is written while Redis is away would be lost in a cached one:
# a log-out, or the number of an order that was just placed.
CACHES = caches()
PAGE_CACHE = env.yes_or_no("PAGE_CACHE", default=True)
PAGE_CACHE_SLOTS = 16_384  # pages in Redis, at most; two URLs seldom share one
# Seconds for which a CDN may send a public page without asking, and then once more while it asks.
PAGE_S_MAXAGE = env.whole_number("PAGE_S_MAXAGE", 0)
PAGE_STALE_WHILE_REVALIDATE = env.whole_number("PAGE_STALE_WHILE_REVALIDATE", 0)

# Wagtail's own small tasks (search index, references) run at once. The shop's tasks are queued in
# the database, so that they are committed with the event that enqueues them.
TASKS = {
    "default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"},
    "shop": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": [*Queue]},
}

ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https" if IS_HTTPS else "http"

# In the session, which ends at log-out. A cookie would show the messages to the next user.
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = IS_HTTPS
CSRF_FAILURE_VIEW = "autovise.errors.csrf_failure"

LANGUAGE_CODE = "en-gb"
FORMAT_MODULE_PATH = "autovise.formats"
TIME_ZONE = "Europe/London"
# The admin shows and counts the days of the shop to everybody.
WAGTAIL_USER_TIME_ZONES = [TIME_ZONE]
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
# The style sheet of the public pages is built from Bootstrap, which a Python package contains, and
# from the shop's own files.
BUILT_STATIC_ROOT = DATA_DIR / "built-static"
STATICFILES_FINDERS = [
    "autovise.assets.finders.BuiltFilesFinder",
    "django.contrib.staticfiles.finders.FileSystemFinder",
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
]
MEDIA_URL = "/media/"
MEDIA_ROOT = DATA_DIR / "media"
# A new picture or rendition gets a name of its own.
MEDIA_MAX_AGE_SECONDS = 31_536_000
BUCKET = env.text("AWS_STORAGE_BUCKET_NAME")
BUCKET_DOMAIN = env.text("AWS_S3_CUSTOM_DOMAIN") or None
STORAGES: dict[str, Any] = {
    **(
        s3_storages(bucket=BUCKET, domain=BUCKET_DOMAIN, max_age_seconds=MEDIA_MAX_AGE_SECONDS)
        if BUCKET
        else {"default": {"BACKEND": "django.core.files.storage.FileSystemStorage"}}
    ),
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

MAILERS = mailers(env.text("EMAIL_URL"), folder=DATA_DIR / "mail")
DEFAULT_FROM_EMAIL = SERVER_EMAIL = env.text("DEFAULT_FROM_EMAIL", f"Autovise <orders@{SITE_HOST}>")
# Mails to the owner about orders go to these; mails to buyers about paid orders can be left out.
ORDERS_NOTIFICATION_EMAIL = env.emails("ORDERS_NOTIFICATION_EMAIL")
SEND_ORDER_CONFIRMATION_EMAIL = env.yes_or_no("SEND_ORDER_CONFIRMATION_EMAIL", default=True)

# Where the accounting programs book the sales of the exported files.
XERO_SALES_ACCOUNT = env.text("XERO_SALES_ACCOUNT", default="200")
QUICKBOOKS_SALES_ITEM = env.text("QUICKBOOKS_SALES_ITEM", default="Sales")

# Without a key the shop uses fakestripe, over HTTP and through the same library.
STRIPE_SECRET_KEY = env.text("STRIPE_SECRET_KEY")
USES_FAKESTRIPE = not STRIPE_SECRET_KEY
FAKESTRIPE_URL = f"http://localhost:{FAKESTRIPE_PORT}"
STRIPE_API_URL = f"http://127.0.0.1:{FAKESTRIPE_PORT}" if USES_FAKESTRIPE else None
STRIPE_WEBHOOK_SECRETS = env.items("STRIPE_WEBHOOK_SECRETS")
STRIPE_API_VERSION = "2026-10-28.endive"
# With the library's two retries and their pauses, a shopper waits half a minute at most.
STRIPE_TIMEOUT_SECONDS = 8
# Open unpaid orders, each of which reserves stock. Many people can share one IP address.
MAX_OPEN_ORDERS_PER_BROWSER = 3
MAX_OPEN_ORDERS_PER_EMAIL = 5
MAX_OPEN_ORDERS_PER_NETWORK = env.whole_number("MAX_OPEN_ORDERS_PER_NETWORK", 20)

WAGTAIL_SITE_NAME = "Autovise"
WAGTAILADMIN_BASE_URL = SITE_URL
# Wagtail’s own editor has no accessible name in a StreamField.
WAGTAILADMIN_RICH_TEXT_EDITORS = {
    "default": {"WIDGET": "autovise.admin.rich_text.NamedRichTextArea"}
}
WAGTAILIMAGES_IMAGE_MODEL = "catalog.ShopImage"
WAGTAILIMAGES_IMAGE_FORM_BASE = "catalog.images.validation.ShopImageForm"
WAGTAILIMAGES_MAX_IMAGE_PIXELS = 60_000_000  # decoding 60 megapixels takes 240 MB of memory
# Of 100. Pictures are a quarter smaller than at Wagtail’s 80.
WAGTAILIMAGES_WEBP_QUALITY = 68
WAGTAILIMAGES_AVIF_QUALITY = 55
WAGTAILIMAGES_EXTENSIONS = ["avif", "gif", "jpg", "jpeg", "png", "webp"]
WAGTAILDOCS_EXTENSIONS = ["pdf"]
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_I18N_ENABLED = False
# Staff change password and email on the shop's own pages, which verify a new email first.
WAGTAIL_PASSWORD_MANAGEMENT_ENABLED = False
WAGTAIL_EMAIL_MANAGEMENT_ENABLED = False
WAGTAILREDIRECTS_AUTO_CREATE = False  # see autovise/page_redirects.py
WAGTAIL_WORKFLOW_CANCEL_ON_PUBLISH = False  # publishing approves: catalog/pages/rights/approval.py
# Private pages and documents require a log-in; sharing them by a password is disabled.
WAGTAIL_FRONTEND_LOGIN_URL = "/accounts/login/"
WAGTAIL_PRIVATE_PAGE_OPTIONS = {"SHARED_PASSWORD": False}
WAGTAILDOCS_PRIVATE_COLLECTION_OPTIONS = {"SHARED_PASSWORD": False}
WAGTAILSEARCH_BACKENDS = search_backends()
WORKER_QUEUES = worker_queues(WAGTAILSEARCH_BACKENDS)
TAGGIT_CASE_INSENSITIVE = True
FORM_RENDERER = "autovise.form_templates.ShopFormRenderer"

X_FRAME_OPTIONS = "SAMEORIGIN"  # Wagtail shows its preview in a frame
# W019 requires "DENY". W005 and W021 require HSTS for subdomains and preloading, which the owner
# decides (HSTS_SUBDOMAINS, HSTS_PRELOAD).
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W019", "security.W021"]
SECURE_REFERRER_POLICY = "same-origin"
# Browsers apply form-action to the redirect after a POST, so it must include the external pages
# that our forms redirect to.
PAYMENT_PAGES = FAKESTRIPE_URL if USES_FAKESTRIPE else "https://checkout.stripe.com"
LOG_IN_PAGES = ["https://accounts.google.com"] if USES_GOOGLE else []
SECURE_CSP = {
    "default-src": [CSP.NONE],
    "script-src": [CSP.SELF],
    "style-src": [CSP.SELF],
    "img-src": [
        CSP.SELF,
        "data:",
        *([bucket_origin(BUCKET_DOMAIN)] if BUCKET else []),
    ],
    "font-src": [CSP.SELF],
    "connect-src": [CSP.SELF],
    "manifest-src": [CSP.SELF],
    "form-action": [CSP.SELF, PAYMENT_PAGES, *LOG_IN_PAGES],
    "frame-ancestors": [CSP.SELF],
    "base-uri": [CSP.NONE],
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "filters": {"secret links": {"()": "autovise.log_filters.RedactSecretLinks"}},
    "handlers": {
        "console": {
            "class": "logging.StreamHandler",
            "formatter": "line",
            "filters": ["secret links"],
        }
    },
    "root": {"handlers": ["console"], "level": "INFO"},
    "loggers": {
        # These log a line for every saved page and small task.
        name: {"level": "WARNING"}
        for name in ("django", "django_tasks", "django_tasks_db", "fontTools", "wagtail", "stripe")
    }
    | {
        "waitress.queue": {"level": "ERROR"},  # it warns of every request that waits for a thread
        # These log the requests, which contain what shoppers search for.
        "opensearch": {"level": "ERROR"},
        "opensearchpy": {"level": "ERROR"},
    },
}
