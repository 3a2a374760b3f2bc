"""The public pages load one small script, made of the shop's own."""

import gzip
import re

import pytest
from django.conf import settings

from autovise.assets.script import OWN_SCRIPTS, build_script
from tests.builders import a_bundle, a_product, a_visitor

MAX_SCRIPT_BYTES = 12_000


def test_the_script_has_each_of_the_shop_s_own_in_a_function_of_its_own():
    _, *parts = re.split(r"^\(\(\) => \{\n", build_script(), flags=re.MULTILINE)
    folder = settings.BASE_DIR / "static" / "autovise" / "js"
    assert parts == [
        f'"use strict";\n{(folder / f"{name}.js").read_text()}}})();\n' for name in OWN_SCRIPTS
    ]


def test_the_script_is_small():
    assert len(gzip.compress(build_script().encode())) <= MAX_SCRIPT_BYTES


@pytest.mark.django_db
@pytest.mark.parametrize("builder", [a_product, a_bundle])
def test_a_page_loads_one_script(builder):
    page = builder()
    for path in ("/", "/products/", page.url):
        found = re.findall(r'<script src="([^"]+)"', a_visitor().get(path).text)
        assert found == ["/static/autovise/js/shop.js"]
