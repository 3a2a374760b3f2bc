"""The rules of a product's price, for forms that ask for it alone or show the error beside it."""

from catalog.models import ProductPage

ABOVE_ZERO = "product_price_above_zero"


def check_price(pence: int) -> None:
    """Raise ValidationError if a product cannot have this price."""
    ProductPage._meta.get_field("price_pence").run_validators(pence)
    for constraint in ProductPage._meta.constraints:
        if constraint.name == ABOVE_ZERO:
            constraint.validate(ProductPage, ProductPage(price_pence=pence))
