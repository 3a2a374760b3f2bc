"""Values that are kept until the catalogue changes."""

import pytest
from django.db import transaction

from sitewide import kept_values
from sitewide.kept_values import MAX_KEPT, keep_until_change, reading
from tests.builders import a_category, a_product, change

pytestmark = pytest.mark.django_db


@pytest.fixture
def ask():
    """Ask for a value in a request of its own; returns how often it was made."""
    made = []

    def make() -> int:
        made.append(1)
        return len(made)

    def ask(key: object = "key") -> int:
        with reading():
            return keep_until_change(key, make)

    return ask


def test_a_value_is_made_once_while_nothing_changes(ask):
    assert [ask(), ask(), ask("another"), ask()] == [1, 1, 2, 1]


def test_it_is_made_again_after_a_change(ask):
    ask()
    a_category("wheels")
    assert ask() == 2


def test_a_draft_changes_nothing(ask):
    wax = a_product()
    ask()
    wax.title = "Another title"
    wax.save_revision()
    assert ask() == 1
    change(wax, title="Another title")
    assert ask() == 2


def test_a_change_that_is_rolled_back_leaves_the_value(ask):
    a_category("wheels")
    assert ask() == 1
    with transaction.atomic():
        a_category("mats")
        assert ask() == 2
        transaction.set_rollback(True)
    assert ask() == 3  # the value of the state that was rolled back is gone
    assert ask() == 3


def test_outside_of_requests_that_read_each_value_is_made():
    assert [keep_until_change("key", lambda n=n: n) for n in range(3)] == [0, 1, 2]


def test_one_request_reads_the_generation_once(django_assert_num_queries):
    with reading(), django_assert_num_queries(1):
        assert [keep_until_change(n, lambda n=n: n) for n in range(3)] == [0, 1, 2]
    with reading(generation=7), django_assert_num_queries(0):
        keep_until_change("key", lambda: 1)


def test_the_number_of_values_is_bounded():
    with reading():
        for number in range(MAX_KEPT + 5):
            keep_until_change(number, lambda number=number: number)
    assert len(kept_values._kept) == MAX_KEPT
    assert 4 not in kept_values._kept
