"""What happens by itself once its time has come on the stand-in's clock."""

from fakestripe.account import Account
from fakestripe.payments.debits import settle_due_debits
from fakestripe.payments.refunds import settle_due_refunds
from fakestripe.payments.sessions import expire_due_sessions


def carry_out_due(account: Account) -> int:
    """Sessions expire, debits and pending refunds come to their result. Answers how many."""
    return expire_due_sessions(account) + settle_due_debits(account) + settle_due_refunds(account)
