from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from checkout.stripe_gateway import NotSignedByStripe
from checkout.webhook import receive_event


@csrf_exempt
@require_POST
def receive_stripe_event(request: HttpRequest) -> HttpResponse:
    """200: taken, seen before or not our concern, as are the thin events of API v2. 400: not signed
    by Stripe, nothing written.
    An error is a 500, and Stripe sends the event again."""
    try:
        receive_event(request.body, request.headers.get("Stripe-Signature", ""))
    except NotSignedByStripe:
        return HttpResponse("This event is not signed by Stripe.", status=400)
    return HttpResponse(status=200)
