"""`python -m fakestripe` as a program: its settings, its start, its end."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
import requests

from fakestripe.server import Server
from fakestripe.settings import SettingRefused, Settings, read_settings

# Only ends what hangs: a connection that is kept open lasts longer.
HANGS_AFTER_S = 60
ROOT = Path(__file__).parents[2]


def test_settings_come_from_the_environment():
    settings = read_settings(
        [],
        {
            "FAKESTRIPE_PORT": "8123",
            "DATA_DIR": "elsewhere",
            "FAKESTRIPE_URL": "http://pay.localhost/",
            "FAKESTRIPE_WEBHOOK_URL": "http://localhost:8000/webhook/stripe/",
            "STRIPE_WEBHOOK_SECRET": "whsec_x",
        },
    )
    assert settings == Settings(
        port=8123,
        data_dir=Path("elsewhere"),
        public_url="http://pay.localhost",
        webhook_url="http://localhost:8000/webhook/stripe/",
        webhook_secret="whsec_x",
    )


def test_an_argument_takes_precedence_over_the_environment():
    assert read_settings(["--port", "8124"], {"FAKESTRIPE_PORT": "8123"}).port == 8124


@pytest.mark.parametrize(
    ("environment", "variable"),
    [
        ({"FAKESTRIPE_PORT": "eighty"}, "FAKESTRIPE_PORT"),
        ({"FAKESTRIPE_WEBHOOK_URL": "http://localhost/"}, "STRIPE_WEBHOOK_SECRET"),
        ({"FAKESTRIPE_RETRY_DELAYS": "soon"}, "FAKESTRIPE_RETRY_DELAYS"),
    ],
)
def test_the_error_names_an_invalid_setting(environment, variable):
    with pytest.raises(SettingRefused, match=variable):
        read_settings([], environment)


def test_the_error_names_a_port_in_use(shop, tmp_path):
    with pytest.raises(SettingRefused, match=f"FAKESTRIPE_PORT {shop.server.port} cannot be used"):
        Server(Settings(port=shop.server.port, data_dir=tmp_path / "other"))


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_stops_it_despite_an_open_connection(tmp_path, number):
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "DATA_DIR": str(tmp_path)}
    environment |= {"FAKESTRIPE_PORT": "0", "PYTHONUNBUFFERED": "1"}
    program = subprocess.Popen(
        [sys.executable, "-m", "fakestripe"], env=environment, stdout=subprocess.PIPE, text=True
    )
    try:
        line = program.stdout.readline()
        url = line.split("ready at ")[1].strip()
        with requests.Session() as browser:  # a connection kept open must not hold it up
            assert browser.get(f"{url}/").status_code == 200
            program.send_signal(number)
            assert program.wait(timeout=HANGS_AFTER_S) == 0
        assert "GET / 200" in program.stdout.read()
    finally:
        program.kill()
        program.stdout.close()
    assert (tmp_path / "fakestripe.sqlite3").exists()


def test_it_does_not_import_the_shop():
    sources = "".join(path.read_text() for path in (ROOT / "fakestripe").rglob("*.py"))
    for other in ("django", "wagtail", "checkout.models", "catalog", "accounts"):
        assert f"import {other}" not in sources
        assert f"from {other}" not in sources
