"""Who may change how something is sold, and who only what it says.

*Selling terms* are price, discount, parts, SKU, product code, type, tier, category, stock, slug and
dates, and deleting, moving or copying what is sold. *Copy* is what shoppers read and look at.
"""

SELLING_TERMS = "catalog.change_selling_terms"
COPY_FIELDS = frozenset(
    {"title", "description", "body", "image", "image_ready", "seo_title", "search_description"}
)


def may_change_selling_terms(user) -> bool:
    return user.is_active and user.has_perm(SELLING_TERMS)
