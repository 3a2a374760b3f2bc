"""Form on the page of a sold-out product. It has no token, so the page can be cached."""

from django import forms

from sitewide.email_addresses import MailableEmailField


class StockRequestForm(forms.Form):
    email = MailableEmailField(label="Email address")


def blank_form() -> StockRequestForm:
    """Return an empty form. Its ids are those of no other form on a product's page."""
    return StockRequestForm(auto_id="stock_request_%s")
