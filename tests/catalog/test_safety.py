"""Hazard and age notes of one product, and of several together."""

from catalog.safety import NO_NOTES, Safety, combined, highest_age

SPRAY = Safety("Warning", ("H319 Irritates eyes.",), 16)
AEROSOL = Safety("Danger", ("H222 Flammable aerosol.", "H319 Irritates eyes."))


def test_goods_without_notes_have_none():
    assert not NO_NOTES
    assert NO_NOTES.hazards_text == ""
    assert Safety(minimum_age=18)


def test_hazards_are_one_line_after_the_signal_word():
    assert AEROSOL.hazards_text == "Danger: H222 Flammable aerosol. H319 Irritates eyes."
    assert Safety("Warning").hazards_text == "Warning"


def test_a_hazard_statement_without_a_full_stop_gets_one():
    notes = Safety("Danger", ("H222 Flammable aerosol", "H319 Irritates eyes!", "H412 Harmful."))
    assert (
        notes.hazards_text == "Danger: H222 Flammable aerosol. H319 Irritates eyes! H412 Harmful."
    )


def test_several_goods_have_the_strongest_word_each_statement_once_and_the_highest_age():
    together = ("H319 Irritates eyes.", "H222 Flammable aerosol.")
    assert combined([SPRAY, AEROSOL, NO_NOTES]) == Safety("Danger", together, 16)
    assert combined([]) == NO_NOTES


def test_the_highest_age_limit_counts():
    assert highest_age([None, 16, 18]) == 18
    assert highest_age([None]) is None
