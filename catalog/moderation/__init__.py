"""Moderation of customers' reviews in the admin: read, approve, reject and answer."""
