"""Panels of the owner on the admin's home page."""
