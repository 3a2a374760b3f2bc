"""Each quote that becomes an order, as one line of JSON in the log: figures and reasons, nobody's
name. Whoever asks later why an order cost what it did finds it there."""

import json
import logging

from checkout.pricing.quote import Quote

log = logging.getLogger("checkout.quotes")


def log_quote(order_number: str, quote: Quote) -> None:
    facts = {
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
        "savings": [
            {"kind": saving.kind.value, "pence": saving.pence, "reason": saving.reason}
            for saving in quote.savings
        ],
        "list_pence": quote.list_pence,
        "delivery_pence": quote.delivery_pence,
        "total_pence": quote.total_pence,
        "vat_pence": quote.vat_pence,
    }
    log.info("quote %s", json.dumps(facts, ensure_ascii=False))
