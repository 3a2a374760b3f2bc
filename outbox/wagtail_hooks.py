"""Admin pages of the outbox."""

from wagtail.snippets.models import register_snippet

from outbox.desk.wordings import MailWordingViewSet

register_snippet(MailWordingViewSet)
