"""Permission to change selling terms; other editors may change only the content.

*Selling terms* are price, discount, parts, SKU, product code, type, tier, category, stock, slug,
dates, dimensions, weight, hazards and age limit, and deleting, moving or copying products and
bundles. *Content* is text and images.
"""

from catalog.models.users import AnyUser

SELLING_TERMS = "catalog.change_selling_terms"
CONTENT_FIELDS = frozenset(
    {
        "title", "description", "highlights", "body", "questions", "specification",
        "box_contents", "instructions", "related_skus", "image", "more_pictures", "image_ready",
        "seo_title", "search_description",
    }
)  # fmt: skip


def may_change_selling_terms(user: AnyUser) -> bool:
    return user.is_active and user.has_perm(SELLING_TERMS)
