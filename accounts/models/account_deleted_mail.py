"""The one mail still owed to somebody whose account is gone."""

from django.db import models


class AccountDeletedMail(models.Model):
    """The address is kept until the mail is sent, a week at most."""

    email = models.EmailField()
    erased_at = models.DateTimeField(auto_now_add=True)
    claimed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["pk"]

    def __str__(self):
        return f"farewell {self.pk}"
