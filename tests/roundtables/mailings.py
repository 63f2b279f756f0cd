"""What tests of mailings share: sending a wave, and looking at what was queued."""

from email import message_from_bytes, policy

from bcp.mail.messages import message_of
from bcp.mail.models import OutgoingMail
from roundtables.sending import send_wave


def mails(kind: str) -> list[OutgoingMail]:
    return list(OutgoingMail.objects.filter(kind=kind).order_by("address"))


def mails_of(invitation):
    """Everything that was written to one person."""
    return OutgoingMail.objects.about(f"invitation:{invitation.pk}").order_by("pk")


def kinds(invitation) -> list[str]:
    return list(mails_of(invitation).values_list("kind", flat=True))


def handed_over(invitation):
    """Say that the mail server took all of it."""
    mails_of(invitation).update(state="sent")


def send(roundtable, director, key="k1"):
    return send_wave(roundtable, 1, by=director, key=key)


def calendar_of(mail: OutgoingMail) -> str:
    """The calendar entry that goes with a mail."""
    message = message_from_bytes(message_of(mail), policy=policy.default)
    [entry] = [part for part in message.walk() if part.get_content_type() == "text/calendar"]
    return str(entry.get_content())


def sequence_of(mail: OutgoingMail) -> tuple[str, int]:
    text = calendar_of(mail)
    method = text.split("METHOD:")[1].split("\r\n")[0]
    return method, int(text.split("SEQUENCE:")[1].split("\r\n")[0])
