"""Invalid settings prevent the start and name the variable; every variable is described."""

import json
import re
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured
from dotenv import dotenv_values

from autovise.settings.search import engine_at
from tests.autovise.production import PRODUCTION, ROOT, python

READ_ALL = "import autovise.settings.{}; from autovise import env; print(*env.READ)"


def settings_of(name: str, environment: dict, data_dir: Path, *wanted: str) -> dict:
    code = (
        f"import json; from autovise.settings import {name} as s; "
        f"print(json.dumps({{n: getattr(s, n) for n in {wanted!r}}}, default=str))"
    )
    done = python(code, environment, data_dir)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_production_starts_with_all_required_variables(tmp_path):
    wanted = ("DEBUG", "SECURE_SSL_REDIRECT", "USES_FAKESTRIPE", "SESSION_COOKIE_SECURE")
    code = (
        "from django.conf import settings as s; "
        f"print([getattr(s, n) for n in {wanted!r}], s.ALLOWED_HOSTS, s.STRIPE_API_URL)"
    )
    environment = PRODUCTION | {"DJANGO_SETTINGS_MODULE": "autovise.settings.production"}
    done = python(code, environment, tmp_path)
    assert done.stdout.strip() == "[False, True, False, True] ['shop.example'] None", done.stderr


@pytest.mark.parametrize("missing", sorted(PRODUCTION))
def test_production_names_a_missing_variable(tmp_path, missing):
    environment = {name: value for name, value in PRODUCTION.items() if name != missing}
    done = python("import autovise.settings.production", environment, tmp_path)
    assert done.returncode != 0
    assert f"ImproperlyConfigured: {missing} " in done.stderr


@pytest.mark.slow
@pytest.mark.parametrize(
    ("asked", "header"),
    [
        ({}, "max-age=31536000"),
        ({"HSTS_SUBDOMAINS": "yes"}, "max-age=31536000; includeSubDomains"),
        ({"HSTS_PRELOAD": "yes"}, "max-age=31536000; includeSubDomains; preload"),
    ],
)
def test_other_hosts_of_the_domain_are_in_the_hsts_header_only_if_the_owner_asks(
    tmp_path, asked, header
):
    code = (
        "import django; django.setup(); from django.http import HttpResponse; "
        "from django.middleware.security import SecurityMiddleware as Security; "
        "from django.test import RequestFactory; "
        "request = RequestFactory().get('/', secure=True); "
        "print(Security(lambda request: HttpResponse())(request)['Strict-Transport-Security'])"
    )
    environment = PRODUCTION | {"DJANGO_SETTINGS_MODULE": "autovise.settings.production"} | asked
    done = python(code, environment, tmp_path)
    assert done.stdout.strip() == header, done.stderr


@pytest.mark.parametrize(
    "asked",
    [
        {"SITE_URL": "http://shop.example"},
        {"SITE_URL": "http://shop.example", "HTTP_ON_LOCALHOST": "yes"},
        {"SITE_URL": "http://localhost:8000"},
    ],
)
def test_production_takes_no_plain_http(tmp_path, asked):
    done = python("import autovise.settings.production", PRODUCTION | asked, tmp_path)
    assert "SITE_URL must begin with https://" in done.stderr


def test_production_takes_plain_http_on_localhost_if_asked(tmp_path):
    environment = PRODUCTION | {"SITE_URL": "http://localhost:8000", "HTTP_ON_LOCALHOST": "yes"}
    wanted = ("ALLOWED_HOSTS", "SECURE_SSL_REDIRECT", "SESSION_COOKIE_SECURE")
    assert settings_of("production", environment, tmp_path, *wanted) == {
        "ALLOWED_HOSTS": ["localhost"],
        "SECURE_SSL_REDIRECT": False,
        "SESSION_COOKIE_SECURE": False,
    }


@pytest.mark.slow
def test_the_switch_for_localhost_changes_nothing_elsewhere(tmp_path):
    wanted = ("ALLOWED_HOSTS", "SECURE_SSL_REDIRECT", "SESSION_COOKIE_SECURE")
    asked = PRODUCTION | {"HTTP_ON_LOCALHOST": "yes"}
    unasked = settings_of("production", PRODUCTION, tmp_path, *wanted)
    assert settings_of("production", asked, tmp_path, *wanted) == unasked


def test_the_error_names_a_port_that_is_not_a_number(tmp_path):
    done = python("import autovise.settings.demo", {"PORT": "http"}, tmp_path)
    assert "PORT must be a whole number, not 'http'" in done.stderr


def test_the_demo_needs_no_variables_and_stores_its_secrets(tmp_path):
    wanted = ("SECRET_KEY", "DEMO_PASSWORD", "STRIPE_WEBHOOK_SECRETS", "SITE_URL")
    first = settings_of("demo", {}, tmp_path, *wanted)
    assert first == settings_of("demo", {}, tmp_path, *wanted)
    assert first["SITE_URL"] == "http://localhost:8000"
    assert (len(first["SECRET_KEY"]), len(first["DEMO_PASSWORD"])) == (50, 14)
    assert first["STRIPE_WEBHOOK_SECRETS"][0].startswith("whsec_")
    assert {file.stat().st_mode & 0o777 for file in tmp_path.iterdir()} == {0o600}


def test_variables_take_precedence_over_generated_secrets(tmp_path):
    environment = {
        "SECRET_KEY": "mine",
        "DEMO_PASSWORD": "open sesame",
        "STRIPE_WEBHOOK_SECRETS": "whsec_a,whsec_b",
        "PORT": "9000",
    }
    wanted = ("SECRET_KEY", "DEMO_PASSWORD", "STRIPE_WEBHOOK_SECRETS", "SITE_URL")
    assert settings_of("demo", environment, tmp_path, *wanted) == {
        "SECRET_KEY": "mine",
        "DEMO_PASSWORD": "open sesame",
        "STRIPE_WEBHOOK_SECRETS": ["whsec_a", "whsec_b"],
        "SITE_URL": "http://localhost:9000",
    }
    assert list(tmp_path.iterdir()) == []


@pytest.fixture(scope="module")
def names_read(tmp_path_factory) -> set[str]:
    """Every variable that any way of running the shop asks for."""
    data_dir = tmp_path_factory.mktemp("data")
    names = set()
    for name, environment in (("demo", {}), ("dev", {}), ("production", PRODUCTION)):
        for extra in ({}, {"AWS_STORAGE_BUCKET_NAME": "shop"}):
            done = python(READ_ALL.format(name), environment | extra, data_dir)
            assert done.returncode == 0, done.stderr
            names |= set(done.stdout.split())
    return names


def test_the_environment_example_lists_exactly_the_variables_read(names_read):
    text = (ROOT / ".env.example").read_text()
    assert set(re.findall(r"^#?([A-Z][A-Z0-9_]+)=", text, re.MULTILINE)) == names_read


def test_the_environment_example_can_be_uncommented_as_it_stands(tmp_path):
    uncommented = re.sub(
        r"^#([A-Z])", r"\1", (ROOT / ".env.example").read_text(), flags=re.MULTILINE
    )
    (tmp_path / ".env").write_text(uncommented)
    values = dotenv_values(tmp_path / ".env")
    defaults = {
        "PORT": "8000",
        "FAKESTRIPE_PORT": "8001",
        "DATA_DIR": "var",
        "SITE_URL": "http://localhost:8000",
        "HTTP_ON_LOCALHOST": "no",
        "PAGE_CACHE": "yes",
        "PAGE_S_MAXAGE": "0",
        "PAGE_STALE_WHILE_REVALIDATE": "0",
        "BEHIND_PROXY": "no",
        "HSTS_SUBDOMAINS": "no",
        "HSTS_PRELOAD": "no",
        "DATABASE_POOL_SIZE": "0",
        "SEND_ORDER_CONFIRMATION_EMAIL": "yes",
        "XERO_SALES_ACCOUNT": "200",
        "QUICKBOOKS_SALES_ITEM": "Sales",
        "PGBOUNCER": "no",
        "SEARCH_INDEX_PREFIX": "autovise_",
    }
    assert values == dict.fromkeys(values, "") | defaults


def test_the_document_lists_exactly_the_variables_read(names_read):
    document = (ROOT / "docs/settings.md").read_text()
    text = document.split("## The shop\n")[1].split("\n## ")[0]
    first_cells = "".join(re.findall(r"^\| (`[A-Z][^|]+)\|", text, re.MULTILINE))
    assert set(re.findall(r"`([A-Z][A-Z0-9_]+)`", first_cells)) == names_read


def test_without_a_cdn_nothing_is_purged(tmp_path):
    found = settings_of("production", PRODUCTION, tmp_path, "WAGTAILFRONTENDCACHE")
    assert found == {"WAGTAILFRONTENDCACHE": {}}


def test_published_pages_are_purged_at_the_cdn(tmp_path):
    cdn = {
        "CDN_PURGE_URL": "http://varnish:6081/",
        "CDN_CLOUDFLARE_ZONE": "zone",
        "CDN_CLOUDFLARE_TOKEN": "token",
    }
    names = ("WAGTAILFRONTENDCACHE", "INSTALLED_APPS")
    found = settings_of("production", PRODUCTION | cdn, tmp_path, *names)
    backends = "wagtail.contrib.frontend_cache.backends."
    assert found["WAGTAILFRONTENDCACHE"] == {
        "proxy": {"BACKEND": f"{backends}HTTPBackend", "LOCATION": "http://varnish:6081/"},
        "cloudflare": {
            "BACKEND": f"{backends}CloudflareBackend",
            "ZONEID": "zone",
            "BEARER_TOKEN": "token",
        },
    }
    assert "wagtail.contrib.frontend_cache" in found["INSTALLED_APPS"]


def test_half_of_cloudflare_prevents_the_start(tmp_path):
    done = python(
        "import autovise.settings.production", PRODUCTION | {"CDN_CLOUDFLARE_ZONE": "z"}, tmp_path
    )
    assert done.returncode != 0
    assert "CDN_CLOUDFLARE_TOKEN" in done.stderr


def databases_of(environment: dict, data_dir: Path) -> dict:
    found = settings_of("production", PRODUCTION | environment, data_dir, "DATABASES")
    return found["DATABASES"]


def test_postgresql_keeps_one_connection_for_each_thread(tmp_path):
    default = databases_of({}, tmp_path)["default"]
    assert (default["CONN_MAX_AGE"], default["DISABLE_SERVER_SIDE_CURSORS"]) == (60, False)
    assert "pool" not in default.get("OPTIONS", {})


def test_threads_share_a_pool_of_connections_if_asked(tmp_path):
    environment = {"DATABASE_POOL_SIZE": "6", "PGBOUNCER": "yes"}
    default = databases_of(environment, tmp_path)["default"]
    assert (default["CONN_MAX_AGE"], default["DISABLE_SERVER_SIDE_CURSORS"]) == (0, True)
    assert default["OPTIONS"]["pool"] == {"min_size": 1, "max_size": 6, "timeout": 10}


def test_a_replica_has_the_connections_of_the_database(tmp_path):
    environment = {
        "DATABASE_REPLICA_URL": "postgresql://u:p@replica.example:5432/shop",
        "DATABASE_POOL_SIZE": "6",
    }
    replica = databases_of(environment, tmp_path)["replica"]
    assert (replica["HOST"], replica["OPTIONS"]["pool"]["max_size"]) == ("replica.example", 6)


@pytest.mark.parametrize(
    ("environment", "message"),
    [
        ({"DATABASE_URL": "shop.example"}, "DATABASE_URL is not the URL of a database"),
        ({"DATABASE_URL": "mysql://u:p@host/shop"}, "DATABASE_URL must be postgresql://"),
        ({"DATABASE_REPLICA_URL": "nonsense"}, "DATABASE_REPLICA_URL is not the URL"),
        ({"DATABASE_POOL_SIZE": "-1"}, "DATABASE_POOL_SIZE must be 0 or more"),
        ({"DATABASE_POOL_SIZE": "many"}, "DATABASE_POOL_SIZE must be a whole number"),
    ],
)
def test_connections_that_cannot_work_are_refused_by_name(tmp_path, environment, message):
    done = python("import autovise.settings.production", PRODUCTION | environment, tmp_path)
    assert f"ImproperlyConfigured: {message}" in done.stderr


def test_sqlite_has_no_pool(tmp_path):
    done = python("import autovise.settings.demo", {"DATABASE_POOL_SIZE": "4"}, tmp_path)
    assert "DATABASE_POOL_SIZE and PGBOUNCER need PostgreSQL" in done.stderr


def test_with_redis_sessions_stay_in_the_database(tmp_path):
    names = ("CACHES", "INSTALLED_APPS")
    found = settings_of("demo", {"REDIS_URL": "redis://localhost:6379/0"}, tmp_path, *names)
    prefixes = {name: cache.get("KEY_PREFIX") for name, cache in found["CACHES"].items()}
    assert prefixes == {"default": None, "pages": "pages", "fallback": None}
    assert "django.contrib.sessions" in found["INSTALLED_APPS"]


def test_without_a_search_engine_the_database_searches(tmp_path):
    names = ("WAGTAILSEARCH_BACKENDS", "WORKER_QUEUES")
    assert settings_of("production", PRODUCTION, tmp_path, *names) == {
        "WAGTAILSEARCH_BACKENDS": {"default": {"BACKEND": "catalog.search.backend"}},
        "WORKER_QUEUES": ["mails", "money", "imports", "pictures"],
    }


def test_a_search_engine_is_named_by_its_url(tmp_path):
    environment = PRODUCTION | {
        "SEARCH_URL": "https://shop:p%40ss@search.example:9200/engine/",
        "SEARCH_INDEX_PREFIX": "second-shop_",
    }
    names = ("WAGTAILSEARCH_BACKENDS", "WORKER_QUEUES")
    assert settings_of("production", environment, tmp_path, *names) == {
        "WAGTAILSEARCH_BACKENDS": {
            "default": {"BACKEND": "catalog.search.backend"},
            "engine": {
                "BACKEND": "catalog.search.engine.backend",
                "HOSTS": [
                    {
                        "host": "search.example",
                        "port": 9200,
                        "url_prefix": "engine",
                        "use_ssl": True,
                        "verify_certs": True,
                        "http_auth": ["shop", "p@ss"],
                    }
                ],
                "INDEX_PREFIX": "second-shop_",
                "TIMEOUT": 30,
                "OPTIONS": {"max_retries": 0, "retry_on_timeout": False},
                "AUTO_UPDATE": False,
            },
        },
        "WORKER_QUEUES": ["mails", "money", "imports", "pictures", "search"],
    }


@pytest.mark.parametrize(
    "url",
    [
        "search.example:9200",
        "ftp://search.example",
        "https://",
        "https://search.example:port",
        "https://search.example:99999",
        "https://[search",
        "https://search.example/?user=shop",
        "https://shop@search.example",
        "https://:secret@search.example",
    ],
)
def test_an_invalid_url_of_a_search_engine_is_refused_without_quoting_it(url):
    with pytest.raises(ImproperlyConfigured) as refused:
        engine_at(url)
    assert str(refused.value) in (
        "SEARCH_URL must be like https://user:password@search.example:9200",
        "SEARCH_URL must have both a user and a password, or neither.",
    )


@pytest.mark.parametrize("prefix", ["Shop_", "_shop", "-shop", "shop.", "shop/", "a b", ""])
def test_an_invalid_prefix_of_indices_is_refused(prefix):
    with pytest.raises(ImproperlyConfigured, match=r"^SEARCH_INDEX_PREFIX must "):
        engine_at("https://search.example", prefix=prefix)


def test_an_invalid_search_url_prevents_the_start(tmp_path):
    environment = PRODUCTION | {"SEARCH_URL": "search.example"}
    done = python("import autovise.settings.production", environment, tmp_path)
    assert done.returncode != 0
    assert "ImproperlyConfigured: SEARCH_URL must be like https://" in done.stderr
