"""Components: what depends on its arguments alone is rendered once."""

from dataclasses import dataclass

import pytest
from django.template import engines
from django.utils.functional import SimpleLazyObject

from sitewide.templatetags import components
from sitewide.templatetags.components import MAX_KEPT, component


@dataclass(frozen=True)
class Price:
    pence: int


@pytest.fixture(autouse=True)
def rendered(monkeypatch):
    """The arguments of each rendering of a template that shows `offer`."""
    asked = []
    template = engines["django"].from_string("<b>{{ offer }}</b>")

    class Recorded:
        def render(self, arguments):
            asked.append(arguments)
            return template.render(arguments)

    monkeypatch.setattr(components, "get_template", lambda name: Recorded())
    components.forget_components()
    yield asked
    components.forget_components()


def test_equal_arguments_are_rendered_once(rendered):
    assert component("card", offer=Price(1)) == component("card", offer=Price(1))
    assert component("card", offer=Price(2)) != component("card", offer=Price(1))
    assert len(rendered) == 2


def test_another_template_is_rendered_for_itself(rendered):
    component("card", offer=1), component("row", offer=1)
    assert len(rendered) == 2


def test_texts_are_escaped():
    assert component("card", offer="<script>") == "<b>&lt;script&gt;</b>"


def test_a_lazy_argument_counts_by_its_value(rendered):
    component("card", offer=SimpleLazyObject(lambda: Price(1)))
    component("card", offer=Price(1))
    component("card", offer=SimpleLazyObject(lambda: Price(3)))
    assert [arguments["offer"] for arguments in rendered] == [Price(1), Price(3)]
    assert all(type(arguments["offer"]) is Price for arguments in rendered)


def test_while_templates_change_each_is_rendered(rendered, settings):
    settings.DEBUG = True
    component("card", offer=1), component("card", offer=1)
    assert len(rendered) == 2


def test_the_number_of_kept_texts_is_bounded(rendered):
    for number in range(MAX_KEPT + 3):
        component("card", offer=number)
    assert len(components._kept) == MAX_KEPT
    component("card", offer=0)
    assert len(rendered) == MAX_KEPT + 4
