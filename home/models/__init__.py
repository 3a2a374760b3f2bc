from home.models.contact_message import ContactMessage
from home.models.pages import ContentPage, HomePage

__all__ = ["ContactMessage", "ContentPage", "HomePage"]
