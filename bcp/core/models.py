"""Base models. This app has no tables of the field."""

from typing import Any, ClassVar, Self

from django.db import models

from bcp.core.actions import Refused


class BaseModel(models.Model):
    """A row that knows when it was made and last changed (UTC)."""

    created_at = models.DateTimeField(auto_now_add=True, editable=False)
    updated_at = models.DateTimeField(auto_now=True, editable=False)

    class Meta:
        abstract = True

    def lock(self) -> Self:
        """Take this row for the running transaction and re-read it.

        On SQLite a transaction is IMMEDIATE and holds the write lock from its start.
        """
        self.refresh_from_db(from_queryset=type(self)._base_manager.select_for_update(of=("self",)))
        return self

    def change(self, **values: Any) -> None:
        """Set these fields and save only them."""
        for name, value in values.items():
            setattr(self, name, value)
        self.save(update_fields=[*values, "updated_at"])


class StatefulModel(BaseModel):
    """A row with a state that only its actions change. Subclasses define `state`."""

    state: Any
    refusals: ClassVar[dict[str, str]] = {}  # state -> sentence shown when it stands in the way

    class Meta:
        abstract = True

    def require(self, *states: str) -> None:
        """Lock and re-read the row; refuse unless it is in one of these states."""
        self.lock()
        if self.state in states:
            return
        noun = str(self._meta.verbose_name)
        label = str(getattr(self, "get_state_display", lambda: self.state)())
        raise Refused(
            self.refusals.get(
                str(self.state), f"This {noun} is {label.lower()}; that cannot be done now."
            )
        )
