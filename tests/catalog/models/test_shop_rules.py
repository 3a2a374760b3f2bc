"""The owner's figures, and the log entry of each change."""

import pytest
from django.core.exceptions import ValidationError
from wagtail.models import ModelLogEntry

from catalog.models import ShopRules
from catalog.models.shop_rules import current_rules
from catalog.prices import MoneyRules

pytestmark = pytest.mark.django_db


def test_a_new_shop_has_the_default_rules():
    assert current_rules() == MoneyRules(10, 10, 4000, 499, 2, 20)


def test_reading_the_rules_takes_one_query(django_assert_num_queries):
    current_rules()
    with django_assert_num_queries(1):
        current_rules()


def test_each_changed_figure_is_logged_with_old_and_new_value():
    rules = ShopRules.load()
    rules.delivery_pence, rules.vat_percent = 599, 21
    rules.save()
    entry = ModelLogEntry.objects.get()
    assert entry.action == "autovise.money_rules"
    assert entry.data == {"changes": {"delivery_pence": [499, 599], "vat_percent": [20, 21]}}
    assert current_rules() == MoneyRules(delivery_pence=599, vat_percent=21)


def test_the_switch_for_forces_addresses_is_logged_as_well():
    rules = ShopRules.load()
    rules.delivers_to_forces = True
    rules.save()
    entry = ModelLogEntry.objects.get(action="autovise.money_rules")
    assert entry.data["changes"] == {"delivers_to_forces": [False, True]}


def test_saving_unchanged_figures_logs_nothing():
    ShopRules.load().save()
    assert not ModelLogEntry.objects.exists()


@pytest.mark.parametrize(
    ("figure", "wrong"),
    [
        ("bundle_saving_percent", 91),
        ("first_order_saving_percent", 91),
        ("vat_percent", 101),
        ("vat_percent", -1),
        ("delivery_pence", -1),
    ],
)
def test_figures_out_of_bounds_are_refused(figure, wrong):
    rules = ShopRules.load()
    setattr(rules, figure, wrong)
    with pytest.raises(ValidationError) as refusal:
        rules.full_clean()
    assert list(refusal.value.message_dict) == [figure]
