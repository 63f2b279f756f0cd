"""Who did what, for good. Rows are written in the transaction of the act and never changed."""

from typing import Any, ClassVar, Protocol

from django.db import models


class Actor(Protocol):
    """Whoever acts: a signed-in user."""

    pk: Any


class AuditEvent(models.Model):
    """One act: who, when, what, on which row. Only ids, never personal data.

    The database itself refuses UPDATE and DELETE (triggers in the first migration).
    """

    at = models.DateTimeField(auto_now_add=True, db_index=True)
    actor_id = models.BigIntegerField(null=True, db_index=True)
    verb = models.CharField(max_length=60)
    subject_type = models.CharField(max_length=60)
    subject_id = models.CharField(max_length=40)
    center_id = models.BigIntegerField(null=True)
    data = models.JSONField(default=dict)

    class Meta:
        ordering: ClassVar[list[str]] = ["-pk"]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["subject_type", "subject_id"]),
            models.Index(fields=["center_id", "-id"]),
            # For "begins with", which the plain index that comes with db_index cannot do.
            models.Index(fields=["verb"], name="audit_verb", opclasses=["varchar_pattern_ops"]),
        ]

    def __str__(self) -> str:
        return f"{self.verb} {self.subject_type}:{self.subject_id}"


class Opening(models.Model):
    """Somebody from outside a center opened a page with that center's personal data.

    This is the view log: the one table besides sessions that a GET may write.
    """

    at = models.DateTimeField(auto_now_add=True)
    actor_id = models.BigIntegerField(db_index=True)
    center_id = models.BigIntegerField(db_index=True)
    page = models.CharField(max_length=200)

    class Meta:
        ordering: ClassVar[list[str]] = ["-pk"]

    def __str__(self) -> str:
        return f"{self.actor_id} opened {self.page}"


def record(verb: str, subject: models.Model, *, by: Actor | None, **data: Any) -> AuditEvent:
    """Write what happened to `subject`; `by` is None when an invitee or the clock acted.

    Call it inside the transaction of the act. `data` holds ids and codes only.
    """
    event = event_of(verb, subject, by_id=by.pk if by else None, **data)
    event.save()
    return event


def event_of(verb: str, subject: models.Model, *, by_id: int | None, **data: Any) -> AuditEvent:
    """What `record` writes, not written yet: for a caller that writes it with its own rows."""
    return AuditEvent(
        actor_id=by_id,
        verb=verb,
        subject_type=subject._meta.label_lower,
        subject_id=str(subject.pk),
        center_id=center_id_of(subject),
        data=data,
    )


def center_id_of(subject: models.Model) -> int | None:
    """The id of the center that a row belongs to, or None for rows of the whole program."""
    if subject._meta.label_lower == "accounts.center":
        return int(subject.pk)
    if hasattr(subject, "center_id"):
        return subject.center_id  # type: ignore[no-any-return]  # every tenant row has an int here
    center = getattr(subject, "center", None)
    return center.pk if center is not None else None
