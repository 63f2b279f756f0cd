"""What tests of mailings share: sending a wave, and looking at what was queued."""

from bcp.mail.models import OutgoingMail
from roundtables.sending import send_wave


def mails(kind: str) -> list[OutgoingMail]:
    return list(OutgoingMail.objects.filter(kind=kind).order_by("address"))


def send(roundtable, director, key="k1"):
    return send_wave(roundtable, 1, by=director, key=key)


def sequence_of(mail: OutgoingMail) -> tuple[str, int]:
    from bcp.mail.messages import message_of

    text = message_of(mail).decode().replace("=\r\n", "")
    method = text.split("METHOD:")[1].split("\r\n")[0]
    return method, int(text.split("SEQUENCE:")[1].split("\r\n")[0])
