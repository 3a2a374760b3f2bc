"""Charts of reports, drawn on the server as SVG. A table with the figures stands beside each."""

from collections.abc import Mapping, Sequence
from typing import Any
from xml.etree.ElementTree import Element

import pygal
from pygal.style import Style

from sitewide.templatetags.money import pounds

WIDTH, HEIGHT = 960, 260
MAX_LABELS = 12
MAX_DOTS = 31
# pygal's own style of what can be pointed at would keep all lines thin.
LINE_CSS = (
    *("file://style.css", "file://graph.css"),  # pygal's default
    "inline:.series .line { stroke-width: 2.5 !important; }",
)
STYLE = Style(
    background="#ffffff",
    plot_background="#ffffff",
    foreground="#14213d",
    foreground_strong="#14213d",
    foreground_subtle="#5b6478",
    guide_stroke_color="#d9dde5",
    major_guide_stroke_color="#d9dde5",
    colors=("#1f6f78", "#8a5a00"),
    opacity="1",
    no_data_font_size=20,
    font_family="sans-serif",
    label_font_size=14,
    major_label_font_size=14,
)


def draw_bars(bars: Sequence[tuple[str, int]]) -> str:
    """Return an SVG of one bar for each label and amount in pence, in this order."""
    amounts = [pence for _, pence in bars]
    options = _options(len(bars), has_data=any(amounts))
    chart = pygal.Bar(show_legend=False, print_values=False, **options)
    chart.x_labels = [label for label, _ in bars]
    chart.add("", amounts if any(amounts) else [])
    chart.add_xml_filter(_without_scripts)
    return chart.render(is_unicode=True)


def draw_lines(labels: Sequence[str], series: Mapping[str, Sequence[int]]) -> str:
    """Return an SVG of a line for each series of amounts in pence; those after the first are
    dashed, so that colour alone tells nothing."""
    has_data = any(any(amounts) for amounts in series.values())
    options = _options(len(labels), has_data=has_data)
    dots = {"show_dots": len(labels) <= MAX_DOTS, "dots_size": 3}
    legend = {"legend_at_bottom": True, "legend_at_bottom_columns": len(series)}
    chart = pygal.Line(show_legend=has_data, css=LINE_CSS, **legend, **dots, **options)
    chart.x_labels = list(labels)
    for number, (name, amounts) in enumerate(series.items()):
        stroke = {"dasharray": "7, 5"} if number else {}
        chart.add(name, list(amounts) if has_data else [], stroke_style=stroke)
    chart.add_xml_filter(_without_scripts)
    return chart.render(is_unicode=True)


def _options(label_count: int, *, has_data: bool) -> dict[str, Any]:
    return {
        "style": STYLE,
        "js": (),
        "width": WIDTH,
        "height": HEIGHT,
        "margin": 10,
        "show_y_labels": has_data,
        "x_label_rotation": 0,
        "x_labels_major_every": max(1, -(-label_count // MAX_LABELS)),
        "show_minor_x_labels": False,
        "truncate_label": -1,
        "value_formatter": _whole_pounds,
        "no_data_text": "No sales",
    }


def _whole_pounds(pence: float) -> str:
    return pounds(round(pence / 100) * 100).removesuffix(".00")


def _without_scripts(svg: Element) -> Element:
    """Remove pygal's scripts: a picture runs none."""
    for parent in list(svg.iter()):
        for child in [child for child in parent if str(child.tag).endswith("script")]:
            parent.remove(child)
    return svg
