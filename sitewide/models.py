"""Models of this app, for Django."""

from sitewide.generation import Generation, GenerationChange
from sitewide.trader import Trader

__all__ = ["Generation", "GenerationChange", "Trader"]
