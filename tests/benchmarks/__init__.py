"""Measurements of the shop under load, and limits that they must not exceed."""
