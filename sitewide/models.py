"""Models of this app, for Django."""

from sitewide.trader import Trader

__all__ = ["Trader"]
