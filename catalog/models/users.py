"""Type of `request.user`. This layer must not import the concrete model from `accounts`."""

from django.contrib.auth.models import AbstractUser, AnonymousUser

AnyUser = AbstractUser | AnonymousUser
