"""`make lighthouse`: the pages as Lighthouse measures them on a phone, in production settings."""
