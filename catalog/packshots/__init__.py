"""Packshots: pictures drawn for products that have no photograph.

A layout (`static/autovise/packshots/<image type>.svg`) is the drawing of one kind of object. It is
recoloured, and the product's label is set into it. docs/packshots.md explains how to draw a layout.
"""
