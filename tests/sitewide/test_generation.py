"""The generation is a sum that folding leaves unchanged."""

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from catalog.models import Category
from sitewide.generation import Generation, GenerationChange, fold_generation, read_generation
from tests.builders import a_category, a_product


@pytest.mark.django_db
def test_one_statement_reads_the_generation(django_assert_num_queries):
    with django_assert_num_queries(1):
        assert read_generation() > 0


@pytest.mark.django_db
def test_without_its_row_there_is_no_generation():
    Generation.objects.all().delete()
    assert read_generation() is None


@pytest.mark.django_db
def test_there_is_one_row_whatever_changes():
    a_product()
    a_product()
    assert Generation.objects.count() == 1


@pytest.mark.django_db
def test_a_statement_adds_one_row_at_most_on_postgres():
    rows = [Category(name=f"Section {number}", slug=f"s-{number}") for number in range(3)]
    GenerationChange.objects.all().delete()
    Category.objects.bulk_create(rows)
    added = 1 if connection.vendor == "postgresql" else 0
    assert GenerationChange.objects.count() == added
    Category.objects.update(landing_text="Everything that shines.")
    assert GenerationChange.objects.count() == 2 * added


@pytest.mark.django_db
def test_each_statement_of_a_transaction_raises_the_generation():
    a_category("wheels")
    before = read_generation()
    a_category("mats")
    assert read_generation() > before


class TestSum(TestCase):
    @given(st.lists(st.integers(1, 2**31), max_size=5), st.integers(0, 2**40))
    def test_folding_keeps_the_generation(self, amounts, number):
        GenerationChange.objects.all().delete()
        Generation.objects.update(number=number)
        for key, amount in enumerate(amounts):
            GenerationChange.objects.create(key=str(key), amount=amount)
        before = read_generation()
        assert before == number + sum(amounts)
        fold_generation()
        fold_generation()
        assert read_generation() == before
        left = 0 if connection.vendor == "postgresql" else len(amounts)
        assert GenerationChange.objects.count() == left
