"""Changes that happen when they are due by fakestripe's clock."""

from fakestripe.account import Account
from fakestripe.payments.balance import pay_out_due, settle_due_payouts
from fakestripe.payments.debits import settle_due_debits
from fakestripe.payments.refunds import settle_due_refunds
from fakestripe.payments.sessions import expire_due_sessions


def carry_out_due(account: Account) -> int:
    """Expire sessions, settle debits, refunds and payouts, and pay out. Returns how many."""
    return (
        expire_due_sessions(account)
        + settle_due_debits(account)
        + settle_due_refunds(account)
        + settle_due_payouts(account)
        + pay_out_due(account)
    )
