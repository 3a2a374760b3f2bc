"""Block previews in the block chooser."""

import pytest
from django.urls import reverse

from catalog.blocks import CategoryBody, QuestionBlock
from catalog.pages.blocks import FactBlock, ProductBody
from tests.builders import a_visitor

pytestmark = pytest.mark.django_db

BLOCKS = ProductBody().child_blocks | CategoryBody().child_blocks
NAMES = ["text", "facts", "picture", "questions"]
WORDS = {
    "text": "Clean glass, no streaks",
    "facts": "<dt>Size</dt><dd>500 ml</dd>",
    "picture": "What the picture shows",
    "questions": "<summary>Does a microfibre cloth scratch the paint?</summary>",
}


def test_the_bodies_have_these_blocks():
    assert list(ProductBody().child_blocks) == ["text", "facts", "picture"]
    assert list(CategoryBody().child_blocks) == ["text", "questions", "picture"]


@pytest.mark.parametrize("block", [*BLOCKS.values(), FactBlock(), QuestionBlock()])
def test_a_block_has_an_icon_of_its_own_and_a_description(block):
    assert block.meta.icon not in ("", "placeholder")
    assert block.get_description().endswith(".")


@pytest.mark.parametrize("name", NAMES)
def test_a_block_preview_uses_the_shop_s_styles(owner, name):
    block = BLOCKS[name]
    assert block.is_previewable
    address = reverse("wagtailadmin_block_preview")
    answer = a_visitor(owner).get(address, {"id": block.definition_prefix})
    shown = answer.content.decode()
    assert answer.status_code == 200
    assert WORDS[name] in shown
    assert "product-body" in shown
    assert "autovise/css/shop.css" in shown


def test_a_block_preview_requires_access_to_the_admin():
    block = BLOCKS["text"]
    answer = a_visitor().get(reverse("wagtailadmin_block_preview"), {"id": block.definition_prefix})
    assert answer.status_code == 302
