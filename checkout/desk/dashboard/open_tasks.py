"""Open tasks of the owner: payments, disputes, requests, refunds, events, jobs and held stock."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, NamedTuple

from django.db.models import (
    BooleanField,
    Case,
    CharField,
    Count,
    Exists,
    F,
    IntegerField,
    OuterRef,
    QuerySet,
    Subquery,
    Sum,
    Value,
    When,
    Window,
)
from django.db.models.functions import Cast, RowNumber

from checkout.desk.payments.failed_jobs import mail_kinds
from checkout.models import Dispute, Order, OrderRequest, OrderState, Refund, StripeEvent
from checkout.models.order import OrderHold
from checkout.models.refund import COUNTED, LOST
from jobs.models import FailedJob

MAX_SHOWN = 6


class TaskKind(StrEnum):
    REVIEW = "review"
    UNRETURNED = "unreturned"
    DISPUTE = "dispute"
    REQUEST = "request"
    REFUND = "refund"
    EVENT = "event"
    MAIL = "mail"
    JOB = "job"
    HOLD = "hold"


class OpenTask(NamedTuple):
    """A task. `key`: of the order, or of the event or job. `amount`: pence, or pieces of a hold.

    `yields`: whether the stock that an order holds is available to others.
    """

    kind: str
    key: int
    name: str
    note: str
    at: datetime | None
    amount: int
    yields: bool


@dataclass(frozen=True, slots=True)
class OpenTasks:
    """The first tasks of a kind, and how many there are."""

    shown: list[OpenTask]
    count: int


def open_tasks() -> dict[TaskKind, OpenTasks]:
    """Return the tasks of each kind, at most `MAX_SHOWN` of each. One query."""
    first, *others = _parts()
    found: dict[TaskKind, list[tuple[Any, ...]]] = {kind: [] for kind in TaskKind}
    for row in first.union(*others, all=True).order_by("task_position"):
        found[TaskKind(row[0])].append(row)
    return {
        kind: OpenTasks([OpenTask(*row[:-2]) for row in rows], rows[0][-1] if rows else 0)
        for kind, rows in found.items()
    }


def unresolved_failed_refunds() -> QuerySet[Refund]:
    """Failed refunds of orders without a later refund, newest first."""
    since = Refund.objects.filter(
        order=OuterRef("order"), state__in=COUNTED, requested_at__gt=OuterRef("requested_at")
    )
    lost = Refund.objects.filter(state__in=LOST).exclude(Exists(since))
    return lost.order_by("-requested_at", "-pk")


def _parts() -> list[QuerySet[Any, Any]]:
    return [
        *_parts_of_orders(),
        _part(
            TaskKind.DISPUTE,
            Dispute.objects.to_answer(),
            order=(F("answer_by").asc(nulls_last=True), "pk"),
            key="order_id",
            name="order__number",
            at="answer_by",
            amount="amount_pence",
        ),
        _part(
            TaskKind.REQUEST,
            OrderRequest.objects.filter(state=OrderRequest.State.OPEN),
            order=("asked_at", "pk"),
            key="order_id",
            name="order__number",
            note="kind",
            at="asked_at",
        ),
        _part(
            TaskKind.REFUND,
            unresolved_failed_refunds(),
            order=("-requested_at", "-pk"),
            key="order_id",
            name="order__number",
            note="failure",
            at="requested_at",
            amount="amount_pence",
        ),
        _part(
            TaskKind.EVENT,
            StripeEvent.objects.filter(outcome=StripeEvent.Outcome.FAILED),
            order=("-received_at", "-pk"),
            name="type",
            at="received_at",
        ),
        *_parts_of_jobs(),
    ]


def _parts_of_orders() -> Iterable[QuerySet[Any, Any]]:
    newest = ("-placed_at", "-pk")
    yield _part(
        TaskKind.REVIEW,
        Order.objects.filter(state=OrderState.UNDER_REVIEW),
        order=newest,
        name="number",
        note="review_reason",
        at="placed_at",
    )
    yield _part(
        TaskKind.UNRETURNED,
        Order.objects.filter(state=OrderState.REFUND_FAILED),
        order=newest,
        name="number",
        at="placed_at",
        amount=F("paid_pence") - F("refunded_pence"),
    )
    held = OrderHold.objects.filter(order=OuterRef("pk")).order_by().values("order")
    pieces = Subquery(held.annotate(sum=Sum("pieces")).values("sum"))
    yield _part(
        TaskKind.HOLD,
        Order.objects.open().filter(holds_stock=True).alias(pieces=pieces),
        order=("-pieces", "pk"),
        name="number",
        at="hold_until",
        amount="pieces",
        yields="yields",
    )


def _parts_of_jobs() -> Iterable[QuerySet[Any, Any]]:
    mails = mail_kinds()
    given_up = FailedJob.objects.given_up()
    row = Case(When(label="", then=Cast("row", CharField())), default="label")
    for kind, jobs in (
        (TaskKind.MAIL, given_up.filter(kind__in=mails)),
        (TaskKind.JOB, given_up.exclude(kind__in=mails)),
    ):
        yield _part(
            kind, jobs, order=("-given_up_at", "-pk"), name="kind", note=row, at="given_up_at"
        )


def _part(
    kind: TaskKind,
    rows: QuerySet[Any],
    *,
    order: tuple[Any, ...],
    name: str,
    at: str,
    key: str = "pk",
    note: Any = Value("", CharField()),  # noqa: B008  immutable
    amount: Any = Value(0, IntegerField()),  # noqa: B008
    yields: Any = Value(False, BooleanField()),  # noqa: B008
) -> QuerySet[Any, Any]:
    """Return the first rows as columns of `OpenTask`, with their position and how many there are.

    A window limits them, because parts of a union cannot be sliced on every database.
    """
    columns = {
        "task_kind": Value(kind.value, CharField()),
        "task_key": F(key),
        "task_name": F(name),
        "task_note": F(note) if isinstance(note, str) else note,
        "task_at": F(at),
        "task_amount": F(amount) if isinstance(amount, str) else amount,
        "task_yields": F(yields) if isinstance(yields, str) else yields,
        "task_position": Window(RowNumber(), order_by=order),
        "task_count": Window(Count("pk")),
    }
    numbered = rows.order_by().annotate(**columns)
    return numbered.filter(task_position__lte=MAX_SHOWN).values_list(*columns)
