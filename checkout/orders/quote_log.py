"""Log the quote of each order as one line of JSON, without personal data.

It explains later how an order's total was calculated.
"""

import json
import logging

from checkout.pricing.quote import Quote

log = logging.getLogger("checkout.quotes")


def log_quote(order_number: str, quote: Quote) -> None:
    """Log the quote's lines, savings and totals. Amounts are pence."""
    values = {
        "order": order_number,
        "lines": [
            {
                "sku": line.sku,
                "quantity": line.quantity,
                "list_pence": line.unit.list_pence,
                "price_pence": line.unit.price_pence,
            }
            for line in quote.lines
        ],
        "savings": quote.savings.to_json(),
        "list_pence": quote.list_pence,
        "delivery_pence": quote.delivery_pence,
        "total_pence": quote.total_pence,
        "vat_pence": quote.vat_pence,
    }
    log.info("quote %s", json.dumps(values, ensure_ascii=False))
