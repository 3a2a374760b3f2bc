"""The desk for customers' reviews: read, approve, reject, answer."""
