"""The catalogue desk: what editors use in the Wagtail admin."""
