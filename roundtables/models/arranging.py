"""What a roundtable does with its agenda."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from django.db import models

from bcp.accounts.models import User
from bcp.audit.models import record
from bcp.core.actions import Refused, action
from bcp.core.models import StatefulModel
from engagements.models import AgendaTemplate, Topic
from roundtables.enums import RoundtableState

if TYPE_CHECKING:
    from roundtables.models.agenda_items import AgendaItem

EXPERT_MARK = "expert"  # how templates say who leads an item for DHS


class Arranging(StatefulModel):
    """The part of a roundtable that deals with its agenda."""

    minutes = models.PositiveSmallIntegerField("length in minutes", default=255)

    if TYPE_CHECKING:
        starts_at: Any
        agenda_items: Any  # reverse manager; the type checker knows it only on the concrete model

    class Meta:
        abstract = True

    def require_open_agenda(self) -> None:
        """Lock the roundtable; refuse a change of the agenda once it was held or cancelled."""
        self.require(RoundtableState.DRAFT, RoundtableState.SCHEDULED)

    @action
    def lay_out_agenda(self, template: AgendaTemplate, *, by: User) -> None:
        """Fill an empty agenda from a template; without a date its length becomes the window."""
        self.require_open_agenda()
        if self.agenda_items.exists():
            raise Refused("The agenda has items already. Change them, or delete them first.")
        for place, item in enumerate(template.items.prefetch_related("topics"), start=1):
            copy = self.agenda_items.create(
                position=place,
                minutes=item.minutes,
                title=item.title,
                lead=item.lead,
                is_discussion=item.is_discussion,
                is_break=item.is_break,
                needs_expert=EXPERT_MARK in item.lead.lower(),
            )
            copy.topics.set(item.topics.all())
        if self.state == RoundtableState.DRAFT and self.starts_at is None:
            self.change(minutes=template.minutes)
        record("agenda.laid_out", self, by=by, template=template.pk)

    @action
    def add_agenda_item(self, *, by: User, topics: Iterable[Topic], **values: Any) -> "AgendaItem":
        """Put one more item at the end of the agenda and return it."""
        self.require_open_agenda()
        place = self.agenda_items.count() + 1
        item: AgendaItem = self.agenda_items.create(position=place, **values)
        item.topics.set(topics)
        record("agenda_item.added", item, by=by, roundtable=self.pk)
        return item

    @action
    def reorder_agenda(self, order: Sequence[int], *, by: User) -> None:
        """Put the items into this order of ids. Refused when the list is not the agenda's."""
        self.require_open_agenda()
        items = {item.pk: item for item in self.agenda_items.all()}
        if sorted(order) != sorted(items):
            raise Refused("The agenda has changed meanwhile. Look at it again, then move the item.")
        self._number([items[pk] for pk in order])
        record("agenda.reordered", self, by=by)

    def close_up_agenda(self) -> None:
        """Give the items the places 1, 2, 3 … in their order."""
        self._number(list(self.agenda_items.all()))

    def _number(self, items: "list[AgendaItem]") -> None:
        for place, item in enumerate(items, start=1):
            item.position = place
        self.agenda_items.bulk_update(items, ["position"])
