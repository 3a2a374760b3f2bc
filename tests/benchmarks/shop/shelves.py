"""What is for sale in a benchmark: enough of it never to run out, and not all buy the same."""

from itertools import pairwise

from tests.builders import a_bundle, a_product

PRODUCTS = 20
ENOUGH = 1_000_000


def fill_shelves() -> list[tuple]:
    """Baskets of two pages: two products, or a product and a bundle that takes from others."""
    products = [a_product(799 + 50 * number, stock=ENOUGH) for number in range(PRODUCTS)]
    bundles = [a_bundle(*products[number : number + 3]) for number in range(0, PRODUCTS, 4)]
    return [*pairwise(products), *zip(products[::-1], bundles, strict=False)]
