"""Page cache: public pages are answered from a store until anything that they show changes."""
