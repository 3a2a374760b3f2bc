"""Background tasks of the newsletter. Each takes a primary key and may run twice."""

from accounts.consent.mails import mail_newsletter_confirmation, mail_newsletter_welcome
from accounts.models import Subscriber
from jobs.queues import Queue
from jobs.tasks import shop_task


@shop_task(Queue.MAILS)
def send_newsletter_confirmation(subscriber_pk: int) -> None:
    """Send the mail with the confirmation link.

    A confirmed subscriber gets the welcome mail instead: the form always sends a mail, so it does
    not reveal whether an email is subscribed.
    """
    subscriber = Subscriber.objects.filter(pk=subscriber_pk).first()
    if subscriber is None:
        return
    mail = mail_newsletter_welcome if subscriber.confirmed_at else mail_newsletter_confirmation
    mail(subscriber)


@shop_task(Queue.MAILS)
def send_newsletter_welcome(subscriber_pk: int) -> None:
    """Send the welcome mail to a confirmed subscriber."""
    if subscriber := Subscriber.objects.confirmed().filter(pk=subscriber_pk).first():
        mail_newsletter_welcome(subscriber)
