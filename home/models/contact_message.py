"""Messages from the contact form."""

from django.db import models


class ContactMessage(models.Model):
    """Message of a visitor to the trader. Deleted after a year: see `home.contact.retention`."""

    name = models.CharField(max_length=120)
    email = models.EmailField()
    order_number = models.CharField(max_length=20, blank=True)
    message = models.TextField()
    sent_at = models.DateTimeField(auto_now_add=True, db_index=True)
    is_answered = models.BooleanField(
        "answered", default=False, help_text="Tick it once you have answered by email."
    )

    class Meta:
        ordering = ["-sent_at", "-pk"]
        verbose_name = "contact message"

    def __str__(self) -> str:
        return f"Message {self.pk}"
