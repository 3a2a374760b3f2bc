"""URLs of the contact form."""

from django.urls import path

from home.contact import views

urlpatterns = [
    path("contact/message/", views.send_contact_message, name="send_contact_message"),
    path(
        "contact/message/sent/", views.show_contact_message_sent, name="show_contact_message_sent"
    ),
]
