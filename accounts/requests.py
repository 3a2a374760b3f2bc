"""Request type of views behind `login_required`."""

from django.http import HttpRequest

from accounts.models import User


class CustomerRequest(HttpRequest):
    """A request of a logged-in user. For annotations only."""

    user: User
