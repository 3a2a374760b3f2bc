"""Transitions of a state: only those of the table, by one UPDATE."""

import pytest
from django.db import connection, models
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from catalog.models import CatalogueImport
from sitewide.transitions import Transitions


class Light(models.TextChoices):
    RED = "red"
    GREEN = "green"
    OFF = "off"


RED, GREEN, OFF = Light
LIGHTS = Transitions({RED: frozenset({GREEN, OFF}), GREEN: frozenset({RED, OFF}), OFF: frozenset()})
some_lights = st.frozensets(st.sampled_from(Light))
tables = st.fixed_dictionaries(dict.fromkeys(Light, some_lights)).map(Transitions)


def a_row(state: Light) -> models.QuerySet:
    """Return one row, of a table with a column `state`, as a query."""
    row = CatalogueImport.objects.create(file_name="old.csv", state=state)
    return CatalogueImport.objects.filter(pk=row.pk)


def test_the_table_can_be_read_in_both_directions():
    assert LIGHTS.before(OFF) == (RED, GREEN)
    assert LIGHTS.before(GREEN) == (RED,)
    assert LIGHTS.allows(RED, GREEN)
    assert not LIGHTS.allows(OFF, RED)
    assert LIGHTS.final_states == {OFF}


def test_a_state_without_an_entry_is_an_error_of_the_table():
    with pytest.raises(ValueError, match="It is not said what may follow green, off"):
        Transitions({RED: frozenset({GREEN, OFF, RED})})


@given(tables)
def test_before_is_the_inverse_of_what_is_allowed(table):
    for state in Light:
        for to in Light:
            assert (state in table.before(to)) == table.allows(state, to)


@given(tables)
def test_a_state_is_final_when_it_is_before_none(table):
    left = {state for to in Light for state in table.before(to)}
    assert table.final_states == set(Light) - left


@pytest.mark.django_db
@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    table=tables,
    state=st.sampled_from(Light),
    to=st.sampled_from(Light),
    only_from=st.none() | some_lights,
)
def test_a_row_moves_if_the_table_and_only_from_allow_it(table, state, to, only_from):
    row = a_row(state)
    is_allowed = table.allows(state, to) and (only_from is None or state in only_from)
    assert table.move(row, to, only_from=only_from, file_name="new.csv") is is_allowed
    expected = (to, "new.csv") if is_allowed else (state, "old.csv")
    assert row.values_list("state", "file_name").get() == expected


@pytest.mark.django_db
def test_one_update_decides():
    row = a_row(RED)
    with CaptureQueriesContext(connection) as captured:
        assert LIGHTS.move(row, GREEN)
    assert [query["sql"].split()[0] for query in captured] == ["UPDATE"]
    assert not LIGHTS.move(row, GREEN), "it is green already"


@pytest.mark.django_db
def test_only_the_rows_of_the_query_move():
    moved, other = a_row(RED), a_row(RED)
    LIGHTS.move(moved, OFF)
    assert [moved.get().state, other.get().state] == [OFF, RED]


@pytest.mark.django_db
def test_of_several_rows_those_move_that_may():
    for state in Light:
        a_row(state)
    assert LIGHTS.move(CatalogueImport.objects.all(), RED)
    states = CatalogueImport.objects.order_by("pk").values_list("state", flat=True)
    assert list(states) == [RED, RED, OFF]
