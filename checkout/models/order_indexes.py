"""Indexes of the table of orders for the owner's list, its search and the reports."""

from django.db.models import Index
from django.db.models.functions import Upper

from checkout.models.phone_digits import phone_digits_of

ORDER_INDEXES = [
    Index(fields=["-placed_at", "-id"], name="order_newest_first"),
    # Reports read the orders that were paid in a period.
    Index(fields=["paid_at"], name="order_by_payment"),
    Index(Upper("email"), name="order_by_email"),
    # The class lets PostgreSQL find the start of a postcode as well; others ignore it.
    Index(fields=["postcode"], opclasses=["varchar_pattern_ops"], name="order_by_postcode"),
    Index(phone_digits_of("phone"), name="order_by_phone_digits"),
]
