"""How a list finds the page that an address names."""


class SectionRouting:
    """For a list with children of one model: a child comes with all its columns in one query, where
    Wagtail asks for the page first and for the product behind it then."""

    def route(self, request, path_components):
        if path_components:
            slug, *rest = path_components
            [sold] = self.allowed_subpage_models()
            if child := sold.objects.child_of(self).filter(slug=slug).first():
                return child.route(request, rest)
        return super().route(request, path_components)
