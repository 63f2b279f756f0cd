"""The texts a message starts with. A center may rewrite them; nothing here is ever overwritten."""

from typing import TYPE_CHECKING

from roundtables.enums import Language, MessageKind

if TYPE_CHECKING:
    from roundtables.models.roundtables import Roundtable

DEFAULT_TEXTS: dict[tuple[str, str], tuple[str, str]] = {
    (MessageKind.INVITATION, Language.ENGLISH): (
        "Invitation: {title}",
        """Dear {name},

{center} invites you to {title}.

{purpose}

Why you: {why}

Please tell us whether you can come by {answer_by}. The link below is your own; it takes a minute \
and needs no account.

We look forward to hearing from you.

{sender}
{center}""",
    ),
    (MessageKind.INVITATION, Language.SPANISH): (
        "Invitación: {title}",
        """Estimado/a {name}:

{center} le invita a {title}.

{purpose}

Por qué usted: {why}

Le pedimos que nos diga si puede asistir antes del {answer_by}. El enlace de abajo es personal; \
toma un minuto y no necesita una cuenta.

Esperamos su respuesta.

{sender}
{center}""",
    ),
    (MessageKind.REMINDER, Language.ENGLISH): (
        "Will you come? {title}",
        """Dear {name},

we have not heard from you yet about {title}. Please tell us by {answer_by} whether you can come, \
so that nobody who would like to has to stay away.

{sender}
{center}""",
    ),
    (MessageKind.REMINDER, Language.SPANISH): (
        "¿Asistirá? {title}",
        """Estimado/a {name}:

todavía no tenemos su respuesta sobre {title}. Díganos antes del {answer_by} si puede asistir, \
para que nadie que quiera venir se quede sin lugar.

{sender}
{center}""",
    ),
}

DEFAULT_NOTICES = {
    Language.ENGLISH: """Who asks: {center}. We ask for your name, your organization, your e-mail \
address and your answer in order to plan this meeting and to prepare it with you.

It is voluntary. If you do not answer, no seat is kept for you; nothing else follows from it.

Who sees it: the people at {center} who plan the meeting, and the program office that supports it. \
It is not given to anyone else, and it is not used for anything but meetings like this one.

How long: access and dietary needs are deleted 30 days after the meeting. The list of those who \
came is kept for three years. On your personal page you can see, download and delete what we hold.

This page takes no reports of suspicious activity. In an emergency call 9-1-1.""",
    Language.SPANISH: """Quién pregunta: {center}. Le pedimos su nombre, su organización, su \
correo electrónico y su respuesta para planear esta reunión y prepararla con usted.

Es voluntario. Si no responde, no se le guarda un lugar; no tiene ninguna otra consecuencia.

Quién lo ve: las personas de {center} que planean la reunión y la oficina del programa que la \
apoya. No se entrega a nadie más y no se usa para nada que no sean reuniones como esta.

Cuánto tiempo: las necesidades de acceso y de alimentación se borran 30 días después de la \
reunión. La lista de quienes asistieron se guarda tres años. En su página personal puede \
ver, descargar y borrar lo que guardamos.

Esta página no recibe informes de actividades sospechosas. En una emergencia llame al 9-1-1.""",
}


def default_notice(roundtable: "Roundtable", language: str = Language.ENGLISH) -> str:
    """The privacy notice that a roundtable starts with."""
    return DEFAULT_NOTICES[Language(language)].replace("{center}", roundtable.center.name)


def notice_to_start_from(roundtable: "Roundtable") -> dict[str, str]:
    """The notice as it was saved, else as it is proposed: `text` and `spanish`."""
    if roundtable.notice_text:
        return {"text": roundtable.notice_text, "spanish": roundtable.notice_text_es}
    return {
        "text": default_notice(roundtable),
        "spanish": default_notice(roundtable, Language.SPANISH),
    }


def default_text(kind: str, language: str) -> tuple[str, str]:
    """Subject and body that a message of this kind and language starts with."""
    return DEFAULT_TEXTS[MessageKind(kind), Language(language)]


def text_of(roundtable: "Roundtable", kind: str, language: str) -> tuple[str, str]:
    """Subject and body of a message: the center's own, or what it would start with."""
    own: tuple[str, str] | None = (
        roundtable.messages.filter(kind=kind, language=language)
        .values_list("subject", "body")
        .first()
    )
    return own or default_text(kind, language)
