"""The type of requests that `login_required` has let through."""

from django.http import HttpRequest

from accounts.models import User


class CustomerRequest(HttpRequest):
    """A request of a logged-in user. For annotations only."""

    user: User
