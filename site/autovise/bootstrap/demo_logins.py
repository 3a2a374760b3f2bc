"""Users of the demo shop: one for each kind of user."""

from dataclasses import dataclass

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import Group

from accounts.models import User


@dataclass(frozen=True, slots=True)
class DemoLogin:
    """A user of the demo. `role` is printed at the start."""

    email: str
    role: str
    group: str = ""
    is_owner: bool = False


DEMO_LOGINS = (
    DemoLogin("owner@autovise.example", "the owner: everything", is_owner=True),
    DemoLogin("catalogue@autovise.example", "edits the catalogue", group="Catalog Editors"),
    DemoLogin("marketing@autovise.example", "edits the content", group="Marketing Editors"),
    DemoLogin("moderator@autovise.example", "approves and publishes", group="Moderators"),
    DemoLogin("shopper@autovise.example", "a customer before the first order"),
)


def make_demo_logins(password: str) -> None:
    """Create the demo users that are missing, and set this password for all.

    All share one stored hash, because computing a hash takes half a second and this runs at every
    start.
    """
    stored = _stored_hash(password)
    for login in DEMO_LOGINS:
        user, is_new = User.objects.get_or_create(
            email=login.email,
            defaults={"is_staff": login.is_owner, "is_superuser": login.is_owner},
        )
        if user.password != stored:
            user.password = stored
            user.save(update_fields=["password"])
        if is_new:
            EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
            if login.group:
                user.groups.add(Group.objects.get(name=login.group))


def _stored_hash(password: str) -> str:
    """Return the first demo user's hash if it is this password's; else compute a new one."""
    first = User.objects.filter(email=DEMO_LOGINS[0].email).first()
    return first.password if first and first.check_password(password) else make_password(password)
