"""Help pages of a new shop. A migration creates them once; editors change them afterwards.

Figures and names of the trader are never typed here: blocks show them from the settings.
"""

from home.help_pages.business import ABOUT, CONTACT, REVIEWS_POLICY, TERMS
from home.help_pages.page import HelpPage
from home.help_pages.purchase import DELIVERY, RECYCLING, RETURNS

HELP_PAGES = (DELIVERY, RETURNS, TERMS, CONTACT, ABOUT, REVIEWS_POLICY, RECYCLING)

__all__ = ["HELP_PAGES", "HelpPage"]
