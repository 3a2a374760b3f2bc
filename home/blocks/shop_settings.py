"""Blocks that show settings: trader, delivery terms, reasons, cancellation form."""

from typing import Any

from wagtail import blocks

from home.blocks.campaign import Context, ParentContext
from home.blocks.page_facts import facts_of


class SettingsBlock(blocks.StructBlock):
    """Abstract block that shows the money rules and the trader."""

    def get_context(self, value: Any, parent_context: ParentContext = None) -> Context:
        facts = facts_of(parent_context)
        return super().get_context(value, parent_context=parent_context) | {
            "rules": facts.rules,
            "trader": facts.trader,
        }


class TraderBlock(SettingsBlock):
    heading = blocks.CharBlock(max_length=80, default="Who we are")

    class Meta:
        icon = "home"
        description = "Name, address, numbers and contact of the trader, from the settings."
        template = "home/blocks/trader.html"
        preview_value = {"heading": "Who we are"}


class DeliveryTermsBlock(SettingsBlock):
    heading = blocks.CharBlock(max_length=80, default="Delivery")

    class Meta:
        icon = "clipboard-list"
        description = "Price, days and area of delivery, from the money rules."
        template = "home/blocks/delivery_terms.html"
        preview_value = {"heading": "Delivery"}


class ReasonsBlock(SettingsBlock):
    heading = blocks.CharBlock(max_length=80, default="What you can count on")

    class Meta:
        icon = "check"
        description = "Four promises of the shop, with the figures of the money rules."
        template = "home/blocks/reasons.html"
        preview_value = {"heading": "What you can count on"}


class CancellationFormBlock(SettingsBlock):
    """Model cancellation form of the Consumer Contracts Regulations 2013, Schedule 3, Part B."""

    heading = blocks.CharBlock(max_length=80, default="Model cancellation form")

    class Meta:
        icon = "clipboard-list"
        description = "The model form for cancelling a contract, with the trader's address."
        template = "home/blocks/cancellation_form.html"
        preview_value = {"heading": "Model cancellation form"}
