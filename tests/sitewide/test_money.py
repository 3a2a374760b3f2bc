import pytest
from django.template import Context, Template

from sitewide.templatetags.money import pounds


@pytest.mark.parametrize(
    ("pence", "text"),
    [
        (0, "£0.00"),
        (1, "£0.01"),
        (99, "£0.99"),
        (100, "£1.00"),
        (1299, "£12.99"),
        (129900, "£1,299.00"),
        (123456789, "£1,234,567.89"),
        (-1, "−£0.01"),
        (-1299, "−£12.99"),
    ],
)
def test_pence_are_formatted_as_pounds(pence, text):
    assert pounds(pence) == text


def test_the_template_filter_formats_pence():
    template = Template("{% load money %}{{ pence|pounds }}")
    assert template.render(Context({"pence": 129900})) == "£1,299.00"
