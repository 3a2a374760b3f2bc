"""URLs of requests for a mail when a product is back in stock."""

from django.urls import path

from catalog.back_in_stock import views

urlpatterns = [
    path("back-in-stock/<slug:sku>/", views.ask_for_stock_mail, name="ask_for_stock_mail"),
    path(
        "back-in-stock/<slug:sku>/asked/",
        views.show_stock_mail_requested,
        name="show_stock_mail_requested",
    ),
    path(
        "back-in-stock/forget/<str:token>/",
        views.forget_stock_requests,
        name="forget_stock_requests",
    ),
]
