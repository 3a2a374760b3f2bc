"""Blocks about customers: quotation of a review, newsletter, contact form."""

from typing import Any

from wagtail import blocks

from accounts.consent.forms import NewsletterForm
from home.blocks.campaign import Context, ParentContext
from home.blocks.page_facts import facts_of
from home.blocks.review_chooser import ApprovedReviewBlock
from home.contact.forms import ContactForm


class ReviewQuotationBlock(blocks.StructBlock):
    """Shows the review's own words and author; nothing while it is not approved."""

    heading = blocks.CharBlock(required=False, max_length=80)
    review = ApprovedReviewBlock()

    class Meta:
        icon = "openquote"
        description = "The words of an approved review, with its stars and its author."
        template = "home/blocks/review_quotation.html"
        preview_template = "home/blocks/review_quotation_preview.html"  # there may be no reviews

    def get_context(self, value: Any, parent_context: ParentContext = None) -> Context:
        chosen = value["review"]
        review = facts_of(parent_context).review(chosen.pk) if chosen else None
        return super().get_context(value, parent_context=parent_context) | {
            "review": review,
            "tenths": review.stars * 10 if review else 0,
            "product": review.sku.page if review else None,
        }


class NewsletterBlock(blocks.StructBlock):
    heading = blocks.CharBlock(max_length=80, default="The newsletter")
    text = blocks.CharBlock(
        required=False,
        max_length=200,
        default="New products, offers and car-care advice, about once a month.",
    )

    class Meta:
        icon = "mail"
        description = "The form that subscribes to the newsletter."
        template = "home/blocks/newsletter.html"
        preview_value = {
            "heading": "The newsletter",
            "text": "New products, offers and car-care advice, about once a month.",
        }

    def get_context(self, value: Any, parent_context: ParentContext = None) -> Context:
        form = NewsletterForm(auto_id="newsletter_%s")
        return super().get_context(value, parent_context=parent_context) | {"form": form}


class ContactFormBlock(blocks.StructBlock):
    heading = blocks.CharBlock(max_length=80, default="Send us a message")

    class Meta:
        icon = "comment"
        description = "The form that sends a message to the trader."
        template = "home/blocks/contact_form.html"
        preview_value = {"heading": "Send us a message"}

    def get_context(self, value: Any, parent_context: ParentContext = None) -> Context:
        context = super().get_context(value, parent_context=parent_context)
        return context | {"form": ContactForm.blank()}
