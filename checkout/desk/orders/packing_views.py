"""Admin views for packing: the pick list as a page to print, and the packing slips as PDF."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from checkout.desk.orders.chosen_orders import MAX_ORDERS, chosen_orders, decided
from checkout.desk.owner_only import owner_only
from checkout.models import Order
from checkout.orders.fulfilment.allowed_actions import OrderAction, with_action_facts
from checkout.orders.fulfilment.pick_list import pick_list


@owner_only
@require_safe
def show_pick_list(request: HttpRequest) -> HttpResponse:
    """Show what to fetch for the chosen orders. Orders that are not to be sent are named."""
    orders, refused = _packable(request)
    context = {
        "orders": orders,
        "refused": refused,
        "picks": pick_list(orders),
        "query": urlencode([("id", order.pk) for order in orders]),
        "is_full": len(orders) + len(refused) == MAX_ORDERS,
    }
    return render(request, "checkout/desk/pick_list.html", context)


@owner_only
@require_safe
def show_packing_slips(request: HttpRequest) -> HttpResponse:
    """Show the slips of the chosen orders that are to be sent. 404 if there are none."""
    from checkout.orders.fulfilment.packing_slip import draw_packing_slips

    orders, refused = _packable(request)
    if not orders:
        context = {"orders": [], "refused": refused, "picks": []}
        return render(request, "checkout/desk/pick_list.html", context, status=404)
    name = f"packing-slips-{len(orders)}.pdf" if len(orders) > 1 else f"{orders[0].number}.pdf"
    headers = {"Content-Disposition": f'inline; filename="{name}"'}
    return HttpResponse(draw_packing_slips(orders), content_type="application/pdf", headers=headers)


def _packable(request: HttpRequest) -> tuple[list[Order], list[tuple[Order, str]]]:
    chosen = with_action_facts(chosen_orders(request)).prefetch_related("lines")
    return decided(OrderAction.PACK, chosen)
