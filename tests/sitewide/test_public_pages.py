"""Only what is declared public has the mark."""

from django.http import HttpResponse

from sitewide.public_pages import PublicMark, mark_public, public_mark, public_page, unmark_public


def test_a_response_is_not_public_by_itself():
    assert public_mark(HttpResponse()) is None


def test_a_view_declares_all_its_responses():
    @public_page(reads_query=False)
    def show(request):
        """Show it."""
        return HttpResponse("shown")

    assert public_mark(show(None)) == PublicMark(is_stored=True, reads_query=False)
    assert (show.__name__, show.__doc__) == ("show", "Show it.")


def test_a_view_s_own_declaration_of_one_response_is_kept():
    show = public_page()(lambda request: mark_public(HttpResponse(), is_stored=False))
    assert public_mark(show(None)) == PublicMark(is_stored=False, reads_query=True)


def test_a_declaration_can_be_withdrawn():
    response = mark_public(HttpResponse())
    unmark_public(response)
    unmark_public(response)
    assert public_mark(response) is None
