"""Settings read from environment variables."""

import os

import pytest
from django.core.exceptions import ImproperlyConfigured

from autovise import env


@pytest.fixture(autouse=True)
def _forgets_what_it_read():
    before = set(env.READ)
    yield
    env.READ.clear()
    env.READ.update(before)


@pytest.mark.parametrize(
    ("value", "text"), [("x", "x"), (" x ", "x"), ("", "default"), ("  ", "default")]
)
def test_an_empty_variable_counts_as_unset(monkeypatch, value, text):
    monkeypatch.setenv("SHOP_X", value)
    assert env.text("SHOP_X", "default") == text


def test_an_unset_variable_gives_its_default(monkeypatch):
    monkeypatch.delenv("SHOP_X", raising=False)
    assert env.text("SHOP_X") == ""
    assert env.whole_number("SHOP_X", 8000) == 8000
    assert env.yes_or_no("SHOP_X") is False
    assert env.yes_or_no("SHOP_X", default=True) is True
    assert env.items("SHOP_X") == []


def test_every_variable_read_is_recorded(monkeypatch):
    monkeypatch.setenv("SHOP_B", "1")
    env.text("SHOP_A"), env.whole_number("SHOP_B", 1), env.yes_or_no("SHOP_C"), env.items("SHOP_D")
    assert {"SHOP_A", "SHOP_B", "SHOP_C", "SHOP_D"} <= env.READ


@pytest.mark.parametrize("value", [None, "", "   "])
def test_the_error_names_a_missing_required_variable(monkeypatch, value):
    monkeypatch.delenv("SHOP_X", raising=False)
    if value is not None:
        monkeypatch.setenv("SHOP_X", value)
    with pytest.raises(ImproperlyConfigured, match="SHOP_X is not set"):
        env.required("SHOP_X")


@pytest.mark.parametrize("value", ["eight", "8.5", "8000x"])
def test_the_error_names_a_variable_that_is_not_a_whole_number(monkeypatch, value):
    monkeypatch.setenv("SHOP_X", value)
    with pytest.raises(ImproperlyConfigured, match=f"SHOP_X must be a whole number, not '{value}'"):
        env.whole_number("SHOP_X", 1)


@pytest.mark.parametrize(
    ("value", "answer"),
    [("1", True), ("TRUE", True), ("yes", True), ("On", True), ("0", False), ("No", False)],
)
def test_yes_and_no_have_many_spellings(monkeypatch, value, answer):
    monkeypatch.setenv("SHOP_X", value)
    assert env.yes_or_no("SHOP_X", default=not answer) is answer


def test_the_error_names_a_variable_that_is_neither_yes_nor_no(monkeypatch):
    monkeypatch.setenv("SHOP_X", "perhaps")
    with pytest.raises(ImproperlyConfigured, match="SHOP_X must be yes or no, not 'perhaps'"):
        env.yes_or_no("SHOP_X")


def test_items_are_separated_by_commas(monkeypatch):
    monkeypatch.setenv("SHOP_X", " a, b ,,c,")
    assert env.items("SHOP_X") == ["a", "b", "c"]


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("https://Shop.Example", "https://shop.example"),
        ("https://shop.example:443/", "https://shop.example"),
        ("http://localhost:80", "http://localhost"),
        ("http://localhost:8000", "http://localhost:8000"),
        ("http://[::1]:8000", "http://[::1]:8000"),
    ],
)
def test_an_origin_is_written_as_browsers_write_it(monkeypatch, given, expected):
    monkeypatch.setenv("SITE_URL", given)
    assert env.origin("SITE_URL", "") == expected


@pytest.mark.parametrize("given", ["shop.example", "ftp://shop.example", "https://s.example/shop"])
def test_the_error_names_a_variable_that_is_not_an_origin(monkeypatch, given):
    monkeypatch.setenv("SITE_URL", given)
    with pytest.raises(ImproperlyConfigured, match="SITE_URL must be like"):
        env.origin("SITE_URL", "")


def test_a_command_that_names_no_settings_runs_with_the_demo_s(monkeypatch):
    monkeypatch.delenv("DJANGO_SETTINGS_MODULE")
    env.choose_settings()
    assert os.environ["DJANGO_SETTINGS_MODULE"] == "autovise.settings.demo"


@pytest.mark.parametrize("name", env.PRODUCTION_VARIABLES)
def test_in_a_real_shop_a_command_must_name_its_settings(monkeypatch, capsys, name):
    monkeypatch.delenv("DJANGO_SETTINGS_MODULE")
    monkeypatch.setenv(name, "x")
    with pytest.raises(SystemExit) as exit_:
        env.choose_settings()
    assert exit_.value.code == 2
    said = capsys.readouterr().err
    assert name in said
    assert "DJANGO_SETTINGS_MODULE=autovise.settings.production" in said


def test_a_named_settings_module_is_not_changed(monkeypatch):
    monkeypatch.setenv("DJANGO_SETTINGS_MODULE", "autovise.settings.production")
    monkeypatch.setenv("STRIPE_SECRET_KEY", "x")
    env.choose_settings()
    assert os.environ["DJANGO_SETTINGS_MODULE"] == "autovise.settings.production"


def test_addresses_are_checked_and_named(monkeypatch):
    monkeypatch.setenv("SHOP_X", "owner@shop.example, packer@shop.example")
    assert env.emails("SHOP_X") == ["owner@shop.example", "packer@shop.example"]
    monkeypatch.setenv("SHOP_X", "owner@shop.example, nobody")
    with pytest.raises(ImproperlyConfigured, match="SHOP_X: nobody is no e-mail address"):
        env.emails("SHOP_X")
