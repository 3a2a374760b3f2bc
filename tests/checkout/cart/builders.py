"""Carts that were left some hours ago."""

from datetime import timedelta

from django.utils import timezone

from checkout.models import Cart


def set_back(cart: Cart, hours: float) -> None:
    changed_at = timezone.now() - timedelta(hours=hours)
    Cart.objects.filter(pk=cart.pk).update(changed_at=changed_at)
