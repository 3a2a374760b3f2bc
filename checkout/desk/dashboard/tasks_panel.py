"""Panel on the admin's home page with the tasks that wait for the owner."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Min
from django.http import HttpRequest
from django.template.defaultfilters import pluralize
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from wagtail import hooks
from wagtail.admin.ui.components import Component

from checkout.desk.dashboard.open_tasks import OpenTask, OpenTasks, TaskKind, open_tasks
from checkout.models import Dispute, Order, OrderRequest, Reconciliation
from checkout.orders.held_stock import HeldStock, held_stock
from sitewide.templatetags.money import pounds

K = TaskKind
ORDERS, EVENTS = "checkout_order_modeladmin", "checkout_stripeevent_modeladmin"
JOBS = "jobs_failedjob_modeladmin"


@dataclass(frozen=True, slots=True)
class TaskLine:
    """A link to a task, with words after it."""

    name: str
    url: str
    words: str
    is_urgent: bool = False


@dataclass(frozen=True, slots=True)
class TaskSection:
    """A list of tasks that wait. `url`: the list of all of them."""

    title: str
    count: int
    url: str
    lines: list[TaskLine]
    note: str = ""
    warning: str = ""


class OwnerTasksPanel(Component):
    """Short lists of open tasks, each with a link to the full list; kinds without tasks are left
    out. Five queries at most."""

    name = "owners_work"
    template_name = "checkout/desk/dashboard/tasks.html"
    order = 40

    def get_context_data(self, parent_context: dict[str, Any]) -> dict[str, Any]:
        reconciliation = Reconciliation.objects.filter(ended_at__isnull=False).first()
        return {"sections": list(_sections()), "reconciliation": reconciliation}


def _sections() -> Iterator[TaskSection]:
    tasks = open_tasks()
    held = held_stock() if tasks[K.HOLD].count else None
    orders = reverse(f"{ORDERS}_index")
    jobs = reverse(f"{JOBS}_index")
    described = [
        (K.REVIEW, "Payments to review", f"{orders}?state__exact=under_review"),
        (
            K.UNRETURNED,
            "Payments that could not be refunded",
            f"{orders}?state__exact=refund_failed",
        ),
        (K.DISPUTE, "Disputes to answer", f"{orders}?disputes=open"),
        (K.REQUEST, "Requests to answer", f"{orders}?requests=open"),
        (K.REFUND, "Failed refunds", f"{orders}?refunds=failed"),
        (K.EVENT, "Failed Stripe events", f"{reverse(f'{EVENTS}_index')}?outcome__exact=failed"),
        (K.MAIL, "Mails given up", f"{jobs}?given_up=mails"),
        (K.JOB, "Failed jobs", f"{jobs}?given_up=others"),
    ]
    yield from _to_pack(orders)
    for kind, title, url in described:
        if tasks[kind].count:
            lines = [_line(task) for task in tasks[kind].shown]
            yield TaskSection(title, tasks[kind].count, url, lines)
    if held:
        yield _holds(tasks[K.HOLD], held, f"{orders}?holds=yes")


def _to_pack(orders: str) -> Iterator[TaskSection]:
    due = Order.objects.to_dispatch().aggregate(count=Count("pk"), oldest=Min("paid_at"))
    if not due["count"]:
        return
    lines = [
        TaskLine("Pick list", reverse("show_pick_list"), "of what to take from the shelves"),
        TaskLine("Pack and dispatch", reverse("dispatch_orders"), "with tracking numbers"),
    ]
    oldest = f"The oldest was paid on {_moment(due['oldest'])}."
    yield TaskSection("Orders to pack", due["count"], f"{orders}?dispatch=due", lines, oldest)


def _holds(tasks: OpenTasks, held: HeldStock, url: str) -> TaskSection:
    warning = (
        f"{held.percent} % of the stock is held by unpaid orders. Please check them: someone may "
        "be blocking your stock on purpose."
    )
    return TaskSection(
        title="Stock held by unpaid orders",
        count=held.pieces,
        url=url,
        lines=[_line(task) for task in tasks.shown],
        warning=warning if held.is_too_much else "",
    )


def _line(task: OpenTask) -> TaskLine:
    match task.kind:
        case K.EVENT:
            return TaskLine(task.name, reverse(f"{EVENTS}_inspect", args=[task.key]), _at(task))
        case K.MAIL | K.JOB:
            name = f"{task.name} {task.note}"
            return TaskLine(name, reverse(f"{JOBS}_inspect", args=[task.key]), _at(task))
    url = reverse(f"{ORDERS}_inspect", args=[task.key])
    late = task.kind == K.DISPUTE and task.at is not None and task.at < timezone.now()
    return TaskLine(task.name, url, _words(task), is_urgent=late or task.kind == K.UNRETURNED)


def _words(task: OpenTask) -> str:
    """Describe the task of an order."""
    match task.kind:
        case K.REVIEW:
            return task.note
        case K.UNRETURNED:
            return f"{pounds(task.amount)} to refund"
        case K.DISPUTE:
            return f"{pounds(task.amount)}, {_deadline(Dispute(answer_by=task.at))}"
        case K.REQUEST:
            return f"{OrderRequest.Kind(task.note).label.lower()}, {_at(task)}"
        case K.REFUND:
            return ": ".join(filter(None, (pounds(task.amount), task.note)))
    pieces = f"{task.amount} piece{pluralize(task.amount)}, until {_at(task)}"
    return f"{pieces}, available to others" if task.yields else pieces


def _deadline(dispute: Dispute) -> str:
    if dispute.answer_by is None:
        return "Stripe gives no deadline"
    if dispute.is_late:
        return f"overdue since {_moment(dispute.answer_by)}"
    days = dispute.days_left
    left = f"{days} day{pluralize(days)} left" if days else "less than a day left"
    return f"{left}: answer by {_moment(dispute.answer_by)}"


def _at(task: OpenTask) -> str:
    return _moment(task.at) if task.at else ""


def _moment(at: datetime) -> str:
    return date_format(timezone.localtime(at), "j M, H:i")


@hooks.register("construct_homepage_panels")
def add_owner_tasks_panel(request: HttpRequest, panels: list[Component]) -> None:
    """Add the panel, for superusers only."""
    if request.user.is_superuser:
        panels.append(OwnerTasksPanel())
