"""What happens at the table, minute by minute."""

from typing import Any, ClassVar

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from bcp.accounts.models import User
from bcp.audit.models import record
from bcp.core.actions import Refused, action
from bcp.core.models import BaseModel
from engagements.models import Topic
from roundtables.models.base import OfRoundtable, RoundtableScopedQuerySet
from roundtables.models.roundtables import Roundtable

LONGEST = 600  # minutes


class AgendaItem(OfRoundtable, BaseModel):
    """One item of the agenda."""

    roundtable = models.ForeignKey(
        Roundtable, on_delete=models.CASCADE, related_name="agenda_items"
    )
    position = models.PositiveSmallIntegerField()
    minutes = models.PositiveSmallIntegerField(
        validators=[MinValueValidator(1), MaxValueValidator(LONGEST)]
    )
    title = models.CharField(max_length=200)
    lead = models.CharField(max_length=120, blank=True)
    topics = models.ManyToManyField(Topic, blank=True, related_name="+")
    is_discussion = models.BooleanField(default=False)
    is_break = models.BooleanField(default=False)
    needs_expert = models.BooleanField("a subject-matter expert of DHS should speak", default=False)
    internal_note = models.TextField("note for the facilitator", max_length=1000, blank=True)

    objects = RoundtableScopedQuerySet.as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["position", "pk"]
        verbose_name = "agenda item"

    def __str__(self) -> str:
        return self.title

    @action
    def revise(self, *, by: User, topics: list[Topic], **values: Any) -> None:
        """Change what the item says and how long it takes."""
        self.roundtable.require_open_agenda()
        self.change(**values)
        self.topics.set(topics)
        record("agenda_item.revised", self, by=by, roundtable=self.roundtable_id)

    @action
    def remove(self, *, by: User) -> None:
        """Take the item out; the others close up. Refused when notes hang on it."""
        self.roundtable.require_open_agenda()
        if self.notes.exists():
            raise Refused("Notes were taken on this item, so it stays on the agenda.")
        record("agenda_item.removed", self, by=by, roundtable=self.roundtable_id)
        self.delete()
        self.roundtable.close_up_agenda()

    @action
    def move_by(self, steps: int, *, by: User) -> int:
        """Move it up (negative) or down, at most to the end of the list; return its new place."""
        self.roundtable.require_open_agenda()
        order = list(self.roundtable.agenda_items.values_list("pk", flat=True))
        place = min(max(order.index(self.pk) + steps, 0), len(order) - 1)
        order.remove(self.pk)
        order.insert(place, self.pk)
        self.roundtable.reorder_agenda(order, by=by)
        return place + 1
