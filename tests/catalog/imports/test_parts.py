"""A part holds many rows that are written together, and few that take long."""

from catalog.imports.files.rows import Row
from catalog.imports.parts import MAX_SLOW_STEPS, PlannedRow, parts_of
from catalog.imports.rows.report import Outcome, RowPlan


def rows(count: int, outcome: Outcome, *, in_bulk: bool = False, pictures=()) -> list[PlannedRow]:
    return [
        PlannedRow(Row(0, {}), RowPlan(0, "product", "", outcome), in_bulk, frozenset(pictures))
        for _ in range(count)
    ]


def sizes(*rows: list[PlannedRow]) -> list[int]:
    return [len(part) for part in parts_of([row for some in rows for row in some])]


def test_rows_in_bulk_and_unchanged_rows_are_one_part():
    assert sizes(rows(400, Outcome.NEW, in_bulk=True), rows(100, Outcome.UNCHANGED)) == [500]


def test_a_part_ends_before_one_row_too_many_that_is_written_alone():
    assert MAX_SLOW_STEPS == 20
    assert sizes(rows(45, Outcome.CHANGED)) == [20, 20, 5]
    assert sizes(rows(20, Outcome.REFUSED), rows(9, Outcome.UNCHANGED)) == [29]


def test_the_rows_keep_their_order():
    some = [*rows(30, Outcome.CHANGED), *rows(30, Outcome.NEW, in_bulk=True)]
    assert [row for part in parts_of(some) for row in part] == some


def test_each_new_picture_counts_once():
    one = rows(50, Outcome.NEW, in_bulk=True, pictures=("a.png",))
    others = [rows(1, Outcome.NEW, in_bulk=True, pictures=(f"{n}.png",)) for n in range(30)]
    assert sizes(one, *others) == [69, 11]


def test_a_row_with_many_pictures_is_a_part_of_its_own():
    before = rows(1, Outcome.NEW, in_bulk=True, pictures=("before.png",))
    many = rows(1, Outcome.NEW, in_bulk=True, pictures=[*map(str, range(30))])
    assert sizes(before, many) == [1, 1]
    assert sizes(many) == [1]


def test_no_rows_are_no_part():
    assert sizes() == []
