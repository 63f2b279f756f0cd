"""The yardstick of `rsvp`: a Django project whose one view reads a row, or reads and writes it.

The middleware is that of a new Django project. It shares nothing with the product but the database.
"""

import os
from urllib.parse import urlsplit

import django
from django.conf import settings

URL = urlsplit(os.environ.get("DATABASE_URL", ""))

if not settings.configured:
    settings.configure(
        SECRET_KEY="bench",
        ALLOWED_HOSTS=["*"],
        ROOT_URLCONF=__name__,
        INSTALLED_APPS=["django.contrib.auth", "django.contrib.contenttypes",
                        "django.contrib.sessions", "django.contrib.messages"],
        MIDDLEWARE=[
            "django.middleware.security.SecurityMiddleware",
            "django.contrib.sessions.middleware.SessionMiddleware",
            "django.middleware.common.CommonMiddleware",
            "django.middleware.csrf.CsrfViewMiddleware",
            "django.contrib.auth.middleware.AuthenticationMiddleware",
            "django.contrib.messages.middleware.MessageMiddleware",
            "django.middleware.clickjacking.XFrameOptionsMiddleware",
        ],
        TEMPLATES=[{
            "BACKEND": "django.template.backends.django.DjangoTemplates",
            "OPTIONS": {"loaders": [("django.template.loaders.locmem.Loader", {"page.html": """
<!doctype html><html lang="en"><head><title>{{ row.name }}</title></head><body>
<h1>{{ row.name }}</h1><p>{{ row.email }}: {{ row.rsvp }}</p>
<form method="post">{% for choice in choices %}<label><input type="radio" name="answer"
value="{{ choice }}">{{ choice }}</label>{% endfor %}<button>Send reply</button></form></body></html>
"""})]},
        }],
        DATABASES={"default": {
            "ENGINE": "django.db.backends.postgresql", "NAME": URL.path.lstrip("/"),
            "USER": URL.username, "PASSWORD": URL.password, "HOST": URL.hostname,
            "PORT": str(URL.port or ""), "CONN_MAX_AGE": 600, "CONN_HEALTH_CHECKS": True,
        }},
    )  # fmt: skip
    django.setup()

from django.core.wsgi import get_wsgi_application
from django.db import models, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path
from django.views.decorators.csrf import csrf_exempt


class Row(models.Model):
    """A table of the benchmark's own, indexed by the hash of a token."""

    token_hash = models.CharField(max_length=64, unique=True)
    name = models.CharField(max_length=120)
    email = models.CharField(max_length=120)
    rsvp = models.CharField(max_length=12)

    class Meta:
        app_label = "bare"
        db_table = "bench_bare"

    def __str__(self) -> str:
        return self.name


@csrf_exempt
def page(request: HttpRequest, token: str) -> HttpResponse:
    """One indexed SELECT; a POST adds one UPDATE in a transaction."""
    if request.method == "POST":
        with transaction.atomic():
            row = Row.objects.get(token_hash=token)
            Row.objects.filter(pk=row.pk).update(rsvp=request.POST["answer"])
        return HttpResponseRedirect(request.path)
    row = Row.objects.get(token_hash=token)
    return render(request, "page.html", {"row": row, "choices": ["yes", "no", "maybe"]})


urlpatterns = [path("r/<str:token>", page)]
application = get_wsgi_application()
