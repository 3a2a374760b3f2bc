"""Export, then import, in any state of the shop: nothing changes and nothing is refused."""

import tempfile
from contextlib import suppress
from datetime import UTC, datetime
from io import StringIO
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.db import transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from wagtail.models import Page, PageLogEntry, Revision

from catalog.models import BundlePage, ProductBundle, ProductPage
from tests.builders import a_bundle, a_product
from tests.catalog.imports.builders import empty_the_shop, export

pytestmark = pytest.mark.django_db

MOMENTS = [
    datetime(2027, 10, 31, 0, 30, tzinfo=UTC),  # 01:30 in London, and an hour later again
    datetime(2027, 10, 31, 1, 30, tzinfo=UTC),
    datetime(2027, 3, 28, 1, 0, tzinfo=UTC),
    datetime(2031, 7, 1, 8, 15, 2, 123_456, tzinfo=UTC),
]
TEXT = st.text(st.characters(exclude_categories=["Cc", "Cs"]), max_size=30)
TITLE = TEXT.filter(lambda text: text.strip())
QUESTIONS = TITLE.map(
    lambda text: [
        {
            "type": "question",
            "value": {"question": f"{text.strip()}?", "answer": f"{text}\nSays who?"},
            "id": "1",
        }
    ]
)
EDITS = st.fixed_dictionaries(
    {},
    optional={
        "title": TITLE,
        "description": TEXT | st.just("Two\nlines"),
        "seo_title": TEXT,
        "highlights": TEXT | st.just("Two | bars\n= 2\n\\"),
        "questions": QUESTIONS,
        "featured": st.booleans(),
        "expire_at": st.sampled_from([None, *MOMENTS]),
    },
)
ACTIONS = st.one_of(
    st.tuples(st.sampled_from(["draft", "unfinished", "publish"]), EDITS),
    st.tuples(st.just("schedule"), EDITS, st.sampled_from(MOMENTS)),
    st.tuples(st.sampled_from(["submit", "reject", "approve", "unpublish", "lock", "delete_part"])),
)
SEQUENCES = st.lists(
    st.tuples(st.sampled_from([ProductPage, BundlePage]), st.lists(ACTIONS, max_size=4)),
    min_size=1,
    max_size=2,
)


class Editor:
    """Actions on a page; an action that its state does not allow is skipped."""

    def __init__(self, page, user):
        self.model, self.pk, self.user = type(page), page.pk, user
        self.is_whole = True

    @property
    def page(self):
        return self.model.objects.get(pk=self.pk)

    def take(self, action: str, *values) -> None:
        getattr(self, action)(*values)

    def draft(self, edits: dict):
        page = self.page.get_latest_revision_as_object()
        for name, value in edits.items():
            setattr(page, name, value)
        return page.save_revision(clean=False, user=self.user)

    def unfinished(self, edits: dict) -> None:
        if self.model is ProductPage:
            edits = edits | {"price_pence": None, "category": None, "product_type": None}
            self.draft(edits | {"description": ""})
        else:
            page = self.page.get_latest_revision_as_object()
            page.parts = list(page.parts.all())[:1]
            page.save_revision(clean=False)

    def publish(self, edits: dict) -> None:
        self._publish(self._finished(edits))

    def schedule(self, edits: dict, moment: datetime) -> None:
        self._publish(self._finished(edits | {"go_live_at": moment, "expire_at": None}))

    def submit(self) -> None:
        if not self.page.workflow_in_progress:
            self.page.get_workflow().start(self.page, self.user)

    def reject(self) -> None:
        self._decide("reject")

    def approve(self) -> None:
        self._decide("approve")

    def unpublish(self) -> None:
        if self.page.live:
            self.page.unpublish(user=self.user)

    def lock(self) -> None:
        self.model.objects.filter(pk=self.pk).update(locked=True, locked_by=self.user)

    def delete_part(self) -> None:
        """Of a bundle, which then breaks a rule: it has too few."""
        if self.model is BundlePage:
            self.is_whole = False
            if part := self.page.parts.exclude(product=None).first():
                ProductPage.objects.get(pk=part.product_id).delete()

    def _finished(self, edits: dict) -> dict:
        """With all that the form asks for before it publishes or schedules."""
        row = self.page
        values = {"title": row.title, "go_live_at": None, "expire_at": None} | edits
        values["description"] = (edits.get("description") or "").strip() or "Good."
        if self.model is ProductPage:
            values |= {"price_pence": 999, "category": row.category}
            values |= {"product_type": row.product_type}
        else:
            parts = ((part.product, part.quantity) for part in row.parts.all())
            values["parts"] = [
                ProductBundle(product=product, quantity=quantity) for product, quantity in parts
            ]
        return values

    def _decide(self, decision: str) -> None:
        if state := self.page.current_workflow_task_state:
            self._allowed(lambda: state.task.on_action(state, self.user, decision))

    def _publish(self, values: dict) -> None:
        revision = self.draft(values)
        self._allowed(lambda: revision.publish(user=self.user))

    def _allowed(self, step) -> None:
        """An unfinished draft cannot go live: it stays one."""
        with suppress(ValidationError), transaction.atomic():
            step()


def reimported(path: Path, **options) -> str:
    output = StringIO()
    try:
        call_command("import_products", str(path), apply=True, stdout=output, **options)
    finally:
        assert " 0 refused" in output.getvalue(), output.getvalue()
    return output.getvalue()


def what_there_is() -> tuple:
    pages = Page.objects.order_by("pk").values_list(
        "pk", "title", "live", "has_unpublished_changes", "latest_revision", "live_revision"
    )
    return list(pages), Revision.objects.count(), PageLogEntry.objects.count()


def check_round_trips(sequences, owner) -> None:
    """Import into the shop itself, and into an empty one if no rule is broken."""
    editors = []
    for model, actions in sequences:
        page = a_product(title="Wax") if model is ProductPage else a_bundle(title="Set")
        editors.append(editor := Editor(page, owner))
        for action in actions:
            editor.take(*action)
    with tempfile.TemporaryDirectory() as folder:
        before, after = Path(folder) / "before.csv", Path(folder) / "after.csv"
        export(before)
        there_was = what_there_is()
        for as_drafts in (False, True):
            assert " 0 new, 0 changed" in reimported(before, draft=as_drafts)
            assert what_there_is() == there_was
        if not all(editor.is_whole for editor in editors):
            return
        empty_the_shop()
        reimported(before)
        export(after)
        assert after.read_text() == before.read_text()


LATER = ("schedule", {"title": "Later"}, MOMENTS[1])
LIVE, DRAFT = ("publish", {"title": "Live"}), ("draft", {"title": "A draft"})
EACH_STATE = [
    [], [DRAFT], [("unfinished", {})], [("unpublish",), DRAFT, ("submit",)], [LIVE], [LIVE, DRAFT],
    [LIVE, DRAFT, ("submit",)], [LIVE, DRAFT, ("submit",), ("reject",)], [LIVE, ("submit",)],
    [LIVE, DRAFT, ("submit",), ("approve",)], [LIVE, LATER], [LIVE, LATER, DRAFT],
    [LIVE, LATER, DRAFT, ("submit",)], [("unpublish",), LATER], [("unpublish",), LATER, DRAFT],
    [LIVE, ("unpublish",)], [LIVE, ("unpublish",), DRAFT], [LIVE, DRAFT, ("lock",)],
]  # fmt: skip


@pytest.mark.slow
def test_an_export_is_read_back_unchanged_in_each_state(owner):
    sequences = [(ProductPage, actions) for actions in EACH_STATE]
    sequences += [(BundlePage, actions) for actions in ([LIVE, DRAFT, ("submit",)], [LATER])]
    check_round_trips(sequences, owner)


@pytest.mark.slow
@settings(
    deadline=None,
    max_examples=25,
    phases=(Phase.explicit, Phase.reuse, Phase.generate),  # a shop takes long: no shrinking
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(sequences=SEQUENCES)
def test_an_export_is_read_back_unchanged_in_any_state(owner, sequences):
    with transaction.atomic():
        check_round_trips(sequences, owner)
        transaction.set_rollback(True)


def published(page):
    page.save_revision().publish()
    return type(page).objects.get(pk=page.pk)


def a_draft_over(page):
    page.title = "Better Wax"
    page.save_revision()
    return page


def test_an_import_as_drafts_keeps_existing_drafts(tmp_path):
    a_draft_over(published(a_product(title="Wax")))
    a_product(title="To be", live=False)
    export(tmp_path / "all.csv")
    output = reimported(tmp_path / "all.csv", draft=True)
    assert " 0 new, 0 changed" in output
    assert (
        ProductPage.objects.get(title="Wax").get_latest_revision_as_object().title == "Better Wax"
    )


def test_the_rows_of_an_export_may_be_in_any_order(tmp_path):
    a_draft_over(published(a_product(title="Wax")))
    later = published(a_product(title="Polish"))
    later.go_live_at, later.title = MOMENTS[0], "Later"
    later.save_revision().publish()
    a_draft_over(later)
    new = a_product(title="New", live=False)
    new.go_live_at = MOMENTS[1]
    new.save_revision().publish()
    a_draft_over(new)
    published(a_bundle())
    export(tmp_path / "all.csv")
    header, *rows = (tmp_path / "all.csv").read_text().splitlines(keepends=True)
    for order in (rows, rows[::-1]):
        (tmp_path / "rows.csv").write_text(header + "".join(order))
        assert " 0 new, 0 changed" in reimported(tmp_path / "rows.csv")
    empty_the_shop()
    reimported(tmp_path / "rows.csv")
    export(tmp_path / "again.csv")
    assert (tmp_path / "again.csv").read_text() == (tmp_path / "all.csv").read_text()


def test_a_change_of_the_live_version_never_overwrites_a_draft(tmp_path):
    page = a_draft_over(published(a_product(title="Wax")))
    path = tmp_path / "rows.csv"
    path.write_text(f"sku,title,state\n{page.sku},Other Wax,live\n")
    output = StringIO()
    call_command(
        "import_products", str(path), apply=True, draft=True, skip_refused=True, stdout=output
    )
    assert "has a draft that would be lost" in output.getvalue()
    assert page.get_latest_revision_as_object().title == "Better Wax"


def test_drafts_of_a_page_unpublished_since_the_export_are_accepted(tmp_path):
    page = published(a_product(title="Wax"))
    export(tmp_path / "all.csv")
    page.unpublish()
    assert " 0 new, 0 changed" in reimported(tmp_path / "all.csv", draft=True)
    assert not ProductPage.objects.get().live


def test_an_invalid_bundle_is_accepted_only_if_unchanged(tmp_path):
    bundle = published(a_bundle(title="Set"))
    ProductPage.objects.get(pk=bundle.parts.first().product_id).delete()
    export(tmp_path / "all.csv")
    assert " 0 new, 0 changed" in reimported(tmp_path / "all.csv")
    text = (tmp_path / "all.csv").read_text().replace(",Set,", ",Other Set,")
    (tmp_path / "all.csv").write_text(text)
    output = StringIO()
    with pytest.raises(CommandError, match="1 rows are refused"):
        call_command("import_products", str(tmp_path / "all.csv"), apply=True, stdout=output)
    assert "A bundle needs at least 3 different products; this one has 2." in output.getvalue()
