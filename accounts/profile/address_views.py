"""Views of a customer's address book. Addresses of other customers give a 404."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.models import DeliveryAddress
from accounts.profile import address_book
from accounts.profile.address_book import MAX_ADDRESSES, AddressBookFull
from accounts.profile.forms import SavedAddressForm
from accounts.requests import CustomerRequest


@login_required
@require_safe
def show_addresses(request: CustomerRequest) -> HttpResponse:
    book = request.user.addresses.all()
    return render(request, "accounts/addresses.html", {"addresses": book})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def add_address(request: CustomerRequest) -> HttpResponse:
    name = {"name": request.user.get_full_name()}
    form = SavedAddressForm(request.POST or None, initial=name)
    if not form.is_valid():
        return _show_form(request, form, "Add an address")
    try:
        address_book.add_address(user=request.user, **form.cleaned_data)
    except AddressBookFull:
        messages.error(
            request, f"You have {MAX_ADDRESSES} addresses, the maximum. Please delete one first."
        )
    else:
        messages.success(request, "Address saved.")
    return redirect("show_addresses")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def change_address(request: CustomerRequest, pk: int) -> HttpResponse:
    address = _own(request, pk)
    form = SavedAddressForm(request.POST or None, initial=vars(address))
    if not form.is_valid():
        return _show_form(request, form, "Change this address")
    address_book.change_address(address, **form.cleaned_data)
    messages.success(request, "Address changed.")
    return redirect("show_addresses")


@login_required
@require_POST
def remove_address(request: CustomerRequest, pk: int) -> HttpResponse:
    address_book.remove_address(_own(request, pk))
    messages.success(request, "Address deleted.")
    return redirect("show_addresses")


@login_required
@require_POST
def make_default_address(request: CustomerRequest, pk: int) -> HttpResponse:
    address_book.make_default(_own(request, pk))
    messages.success(request, "This is now your default address.")
    return redirect("show_addresses")


def _own(request: CustomerRequest, pk: int) -> DeliveryAddress:
    return get_object_or_404(DeliveryAddress, pk=pk, user=request.user)


def _show_form(request: CustomerRequest, form: SavedAddressForm, title: str) -> HttpResponse:
    context = {"form": form, "title": title}
    status = 400 if form.errors else 200
    return render(request, "accounts/address_form.html", context, status=status)
