"""Every user has a profile from the moment they exist."""

from django.db.models.signals import post_save

from accounts.models import User, UserProfile


def connect() -> None:
    post_save.connect(make_profile, sender=User, dispatch_uid="profile of a new user")


def make_profile(sender, instance, created, raw, **kwargs) -> None:
    if created and not raw:
        UserProfile.objects.get_or_create(user=instance)
