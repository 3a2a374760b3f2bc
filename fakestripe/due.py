"""Changes that happen when they are due by fakestripe's clock."""

from fakestripe.account import Account
from fakestripe.payments.debits import settle_due_debits
from fakestripe.payments.refunds import settle_due_refunds
from fakestripe.payments.sessions import expire_due_sessions


def carry_out_due(account: Account) -> int:
    """Expire sessions and settle debits and pending refunds that are due. Returns how many."""
    return expire_due_sessions(account) + settle_due_debits(account) + settle_due_refunds(account)
