"""Static files that are built from the templates and from installed packages."""
