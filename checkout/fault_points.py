"""Points where tests kill the process, to prove that no work is lost or done twice.

The code reports each point as an audit event: `sys.audit(FaultPoint.ORDER_PLACED)`. Nothing listens
to them but the hook that `tests/faults` adds.
"""

from enum import StrEnum


class FaultPoint(StrEnum):
    """Points from "order placed" to "mail sent", in the order of a purchase, then of a refund."""

    # The order is committed, Stripe is not called yet.
    ORDER_PLACED = "checkout.order_placed"
    # The coupon exists at Stripe, the session does not.
    COUPON_CREATED = "checkout.coupon_created"
    # The session exists at Stripe, its id is not stored yet.
    SESSION_CREATED = "checkout.session_created"
    # The session's id is stored, the shopper is not redirected yet.
    SESSION_KEPT = "checkout.session_kept"
    # The event is read, its transaction has not begun.
    EVENT_READ = "checkout.event_read"
    # The payment is applied, its transaction is not committed.
    PAYMENT_TAKEN = "checkout.payment_taken"
    # The payment and its mail's task are committed, nothing has been done since.
    PAYMENT_COMMITTED = "checkout.payment_committed"
    # The event is applied and the mail queued, Stripe has no response yet.
    EVENT_TAKEN = "checkout.event_taken"
    # The mail is claimed, not sent.
    MAIL_CLAIMED = "checkout.mail_claimed"
    # The mail is sent, not recorded.
    MAIL_SENT = "checkout.mail_sent"
    # The refund and its task are committed, nothing has been done since.
    REFUND_COMMITTED = "checkout.refund_committed"
    # The refund is made at Stripe, not recorded.
    REFUND_ANSWERED = "checkout.refund_answered"
