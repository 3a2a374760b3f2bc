"""A person's data, and what they agree to."""

from django.urls import path

from accounts.views import deletion, email_choices, my_data, newsletter, privacy

urlpatterns = [
    path("users/profile/data/", my_data.show_my_data, name="show_my_data"),
    path("users/profile/data/ask/", my_data.ask_for_my_data, name="ask_for_my_data"),
    path("users/profile/data/<int:pk>/", my_data.download_my_data, name="download_my_data"),
    path("users/profile/delete/", deletion.delete_account, name="delete_account"),
    path("users/profile/delete/code/", deletion.send_deletion_code, name="send_deletion_code"),
    path("users/profile/emails/", email_choices.show_email_choices, name="show_email_choices"),
    path(
        "users/profile/emails/cart/",
        email_choices.choose_cart_reminders,
        name="choose_cart_reminders",
    ),
    path(
        "users/profile/emails/newsletter/",
        email_choices.leave_own_newsletter,
        name="leave_own_newsletter",
    ),
    path("goodbye/", deletion.show_goodbye, name="show_goodbye"),
    path("privacy/", privacy.show_privacy, name="show_privacy"),
    path("newsletter/", newsletter.show_newsletter, name="show_newsletter"),
    path("newsletter/asked/", newsletter.show_newsletter_asked, name="show_newsletter_asked"),
    path(
        "newsletter/confirm/<str:token>/",
        newsletter.confirm_newsletter_by_link,
        name="confirm_newsletter_by_link",
    ),
    path(
        "newsletter/confirmed/",
        newsletter.show_newsletter_confirmed,
        name="show_newsletter_confirmed",
    ),
    path(
        "unsubscribe/<str:token>/",
        newsletter.unsubscribe_from_mails,
        name="unsubscribe_from_mails",
    ),
]
