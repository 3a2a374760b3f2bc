"""Background task that sends one mail."""

from jobs.queues import Queue
from jobs.tasks import shop_task
from outbox.delivery import deliver


@shop_task(Queue.MAILS)
def send_mail(mail_pk: int) -> None:
    """Send the mail, unless it is sent, being sent, or withdrawn."""
    deliver(mail_pk)
