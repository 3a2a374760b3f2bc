"""Outgoing mail that confirms an account deletion."""

from django.db import models


class AccountDeletedMail(models.Model):
    """A mail to send. The row is deleted once it is sent, after a week at the latest."""

    email = models.EmailField()
    erased_at = models.DateTimeField(auto_now_add=True)
    claimed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"farewell {self.pk}"
