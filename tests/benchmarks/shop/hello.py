"""The cheapest page that Django can serve: no database, no middleware, no template."""

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.http import HttpRequest, HttpResponse
from django.urls import re_path


def say_hello(request: HttpRequest) -> HttpResponse:
    return HttpResponse("hello")


urlpatterns = [re_path("", say_hello)]
settings.configure(ROOT_URLCONF=__name__, SECRET_KEY="not used", ALLOWED_HOSTS=["*"], MIDDLEWARE=[])
application = get_wsgi_application()
