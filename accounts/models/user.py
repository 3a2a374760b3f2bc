"""The user model. Users log in with their email."""

from typing import Any, ClassVar

from django.contrib.auth.models import AbstractUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower

from sitewide.email_addresses import validate_mailable


class UserManager(BaseUserManager["User"]):
    use_in_migrations = True

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """Create a user. With a password of None, the user cannot log in with a password."""
        if not email:
            raise ValueError("A user needs an email address.")
        user = self.model(email=email.strip().lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)

    def customers(self) -> models.QuerySet["User"]:
        """Users who cannot open the admin: no superusers, no members of a group of staff."""
        groups = User.groups.through.objects.filter(user=models.OuterRef("pk"))
        return self.filter(~models.Exists(groups), is_superuser=False, is_staff=False)

    def get_by_natural_key(self, email: str | None) -> "User":
        return self.get(email__iexact=email)


# Wagtail does not annotate the image manager, so the reverse relation has no type.
class User(AbstractUser):  # type: ignore[django-manager-missing]
    """A customer or member of staff. There is no username."""

    username = None  # type: ignore[assignment]  # how Django removes an inherited field
    email = models.EmailField("e-mail address", unique=True, validators=[validate_mailable])

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = []

    # AbstractUser's manager takes a username, so ours cannot be its subclass.
    objects: ClassVar[UserManager] = UserManager()  # type: ignore[assignment]

    class Meta(AbstractUser.Meta):
        swappable = "AUTH_USER_MODEL"
        constraints = [
            models.UniqueConstraint(
                Lower("email"),
                name="email_once_whatever_its_capitals",
                violation_error_message="There is already an account with this e-mail address.",
            )
        ]

    def __str__(self) -> str:
        return self.email
