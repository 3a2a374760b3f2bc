"""Log of the mails that were sent, and a view that sends one again."""

from typing import Any

from django.contrib.admin import DateFieldListFilter, SimpleListFilter, display
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST
from wagtail.admin import messages
from wagtail_modeladmin.views import InspectView

from checkout.desk.owner_only import acting_owner, owner_only
from checkout.desk.record_list import RecordList, RecordListPage
from checkout.orders.fulfilment.mail_repeats import (
    goes_to_owner,
    order_of_sent_mail,
    refusal_to_send_again,
    send_again,
)
from outbox.mail_log import SENT_MAILS_KEPT_FOR
from outbox.models import SentMail, registered_kinds

MAIL_PAGE = "outbox_sentmail_modeladmin_inspect"


class KindFilter(SimpleListFilter):
    """Filter by the kind of mail."""

    title = "kind"
    parameter_name = "kind"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(kind.name, kind.name.capitalize()) for kind in registered_kinds()]

    def queryset(self, request: HttpRequest, mails: QuerySet[SentMail]) -> QuerySet[SentMail]:
        return mails.filter(kind=self.value()) if self.value() else mails


class MailPage(InspectView):
    """Page of one mail: to whom it went, and whether it can be sent again."""

    page_title = "Mail"

    def get_fields_dict(self) -> list[Any]:
        return []

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        mail = self.instance
        context = {
            "mail": mail,
            "order": order_of_sent_mail(mail),
            "refusal": refusal_to_send_again(mail),
            "goes_to_owner": goes_to_owner(mail),
            "days_kept": SENT_MAILS_KEPT_FOR.days,
        }
        return super().get_context_data(**context | kwargs)


class MailListPage(RecordListPage):
    def get_page_title(self) -> str:
        return "Mails"


class MailList(RecordList):
    """Mails of the outbox by recipient, kind and date. A row for each recipient."""

    model = SentMail
    menu_icon = "mail"
    menu_label = "Mails"
    index_view_class = MailListPage
    inspect_view_class = MailPage
    inspect_template_name = "checkout/desk/mail.html"
    list_display = ["sent_at", "sent_to", "subject", "kind_in_words", "label"]
    list_filter = [("sent_at", DateFieldListFilter), KindFilter]
    search_fields = ["recipient", "label", "subject"]
    ordering = ["-pk"]

    @display(description="to", ordering="recipient")
    def sent_to(self, mail: SentMail) -> str:
        return mail.recipient or "a deleted account"

    @display(description="kind", ordering="kind")
    def kind_in_words(self, mail: SentMail) -> str:
        return mail.kind.capitalize()


@owner_only
@require_POST
def send_mail_again(request: HttpRequest, pk: int) -> HttpResponse:
    """Queue a mail of the log again."""
    mail = get_object_or_404(SentMail, pk=pk)
    if refusal := refusal_to_send_again(mail):
        messages.error(request, f"The mail is not sent again. {refusal}")
    elif send_again(mail, by=acting_owner(request)):
        messages.success(request, "The mail is sent again within a minute.")
    else:
        messages.warning(request, "The mail is waiting to be sent already.")
    return redirect(MAIL_PAGE, pk)
