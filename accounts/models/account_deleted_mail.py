"""Address for the mail that confirms an account deletion."""

from django.db import models


class AccountDeletedMail(models.Model):
    """The address of a deleted account, until the mail is sent, for a week at the most."""

    email = models.EmailField()
    erased_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"farewell {self.pk}"
