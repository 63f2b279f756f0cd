"""The usual way, for comparison: one Celery task per person.

It takes the id of a row, loads it, renders text and HTML with Django's templates, makes the
calendar entry, builds a Django message, sends it with Django's backend, notes that it was sent.
"""

from datetime import UTC, datetime, timedelta

from celery import Celery
from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template import Context, Engine
from django.utils import timezone

app = Celery("one_per_mail", broker=settings.REDIS_URL or "memory://")
app.conf.update(
    task_ignore_result=True,
    task_acks_late=True,
    worker_prefetch_multiplier=1,
    task_default_queue="one-per-mail",
    task_serializer="json",
    broker_connection_retry_on_startup=True,
)

PARAGRAPH = (
    "The purpose of this roundtable is to bring together the people who know their neighborhoods"
    " best, to learn which concerns they share and to agree on what each of us does next. Your"
    " organization was chosen because of its work with families, schools and houses of worship. "
)
TITLE = "Roundtable of Front Range Fusion Center"
PARAGRAPHS = [PARAGRAPH] * 9
AGENDA = [(f"{9 + half // 2}:{half % 2 * 3}0", PARAGRAPH[:60]) for half in range(8)]
STARTS = datetime(2027, 3, 9, 14, tzinfo=UTC)
TEMPLATES = {
    "subject": "{% load i18n %}{% translate 'Invitation for' %} {{ person.name }}: {{ title }}",
    "base.txt": "{% load i18n %}{% translate 'Dear' %} {{ person.name }},\n\n"
    "{% block body %}{% endblock %}\n\n{% translate 'Please answer here:' %} {{ person.url }}\n",
    "text": "{% extends 'base.txt' %}{% block body %}"
    "{{ title }}: {{ person.organization }}, {{ starts|date:'l, F j, Y' }}\n\n"
    "{% for paragraph in paragraphs %}{{ paragraph|wordwrap:72 }}\n\n{% endfor %}"
    "{% for at, what in agenda %}{{ at }}  {{ what }}\n{% endfor %}{% endblock %}",
    "base.html": "{% load i18n %}<!doctype html><html lang='en'><body>"
    "<p>{% translate 'Dear' %} {{ person.name }},</p>{% block body %}{% endblock %}"
    "<p><a href='{{ person.url }}'>{% translate 'Answer the invitation' %}</a></p></body></html>",
    "html": "{% extends 'base.html' %}{% block body %}"
    "<p>{{ title }}: {{ person.organization }}, {{ starts|date:'l, F j, Y' }}</p>"
    "{% for paragraph in paragraphs %}<p style='margin:0 0 12px'>{{ paragraph }}</p>{% endfor %}"
    "<table>{% for at, what in agenda %}<tr><td>{{ at }}</td><td>{{ what }}</td></tr>{% endfor %}"
    "</table>{% endblock %}",
}
# The templates are parsed once per process, as Django does outside of development.
ENGINE = Engine(
    loaders=[
        (
            "django.template.loaders.cached.Loader",
            [("django.template.loaders.locmem.Loader", TEMPLATES)],
        )
    ],
    libraries={"i18n": "django.templatetags.i18n"},
)


@app.task(name="one_per_mail.send")
def send(mail_id: int) -> None:
    """Build and send one message."""
    # The tables are known only once Celery has set Django up.
    from bcp.mail.calendars import invitation_calendar
    from bcp.mail.models import OutgoingMail

    row = OutgoingMail.objects.select_related("center").get(pk=mail_id)
    context = {
        "person": row.values()["merge"], "title": TITLE, "paragraphs": PARAGRAPHS,
        "agenda": AGENDA, "starts": STARTS,
    }  # fmt: skip
    parts = {
        name: ENGINE.get_template(name).render(Context(context))
        for name in ("subject", "text", "html")
    }
    calendar = invitation_calendar(
        uid=f"{row.about}@bcp.example.org",
        sequence=0,
        method="REQUEST",
        starts=STARTS,
        ends=STARTS + timedelta(hours=3),
        zone="America/Denver",
        summary=TITLE,
        location="Harbor Community Hall, 1 Main Street, Denver",
        description=PARAGRAPH,
        organizer_name=row.center.name,
        organizer_address="mail@bcp.example.org",
        attendee_name=row.name,
        attendee_address=row.address,
        stamped_at=timezone.now(),
    )
    message = EmailMultiAlternatives(
        parts["subject"], parts["text"], "mail@bcp.example.org", [row.address]
    )
    message.attach_alternative(parts["html"], "text/html")
    message.attach_alternative(calendar, "text/calendar; method=REQUEST")
    message.attach("invite.ics", calendar.encode(), "application/ics")
    message.send()
    OutgoingMail.objects.filter(pk=mail_id).update(state="sent")
