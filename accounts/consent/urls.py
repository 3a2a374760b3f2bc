"""URLs of the newsletter and of a customer's email choices."""

from django.urls import path

from accounts.consent import newsletter_views, views

urlpatterns = [
    path("users/profile/emails/", views.show_email_choices, name="show_email_choices"),
    path("users/profile/emails/cart/", views.choose_cart_reminders, name="choose_cart_reminders"),
    path(
        "users/profile/emails/newsletter/",
        views.unsubscribe_own_addresses,
        name="unsubscribe_own_addresses",
    ),
    path("newsletter/", newsletter_views.show_newsletter, name="show_newsletter"),
    path(
        "newsletter/asked/",
        newsletter_views.show_newsletter_requested,
        name="show_newsletter_requested",
    ),
    path(
        "newsletter/confirm/<str:token>/",
        newsletter_views.confirm_newsletter_by_link,
        name="confirm_newsletter_by_link",
    ),
    path(
        "newsletter/confirmed/",
        newsletter_views.show_newsletter_confirmed,
        name="show_newsletter_confirmed",
    ),
    path(
        "unsubscribe/<str:token>/",
        newsletter_views.unsubscribe_from_mails,
        name="unsubscribe_from_mails",
    ),
]
