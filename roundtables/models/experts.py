"""Subject-matter experts of the DHS pool."""

from collections.abc import Iterable
from datetime import date
from typing import Any, ClassVar, Self

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.urls import reverse

from bcp.accounts.models import Center, ProgramQuerySet, State, User
from bcp.audit.models import record
from bcp.core.actions import action
from bcp.core.models import BaseModel
from engagements.models import Topic


class ExpertQuerySet(ProgramQuerySet):
    """The pool."""

    def active(self) -> Self:
        """Experts who can be asked."""
        return self.filter(is_active=True)

    def free_on(self, day: date) -> Self:
        """Experts without a day off then."""
        return self.exclude(
            pk__in=Unavailability.objects.filter(first_on__lte=day, last_on__gte=day).values(
                "expert"
            )
        )


class Expert(BaseModel):
    """A subject-matter expert (SME) whom DHS can send to a roundtable."""

    name = models.CharField(max_length=120)
    title = models.CharField(max_length=120, blank=True)
    agency = models.CharField(max_length=160)
    email = models.EmailField("e-mail address")
    phone = models.CharField(max_length=40, blank=True)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    topics = models.ManyToManyField(Topic, related_name="experts")
    home_state = models.ForeignKey(
        State, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    regions = models.JSONField("FEMA regions served (empty: all)", default=list, blank=True)
    languages = models.CharField(max_length=120, default="English")
    can_travel = models.BooleanField(default=True)
    roundtables_per_quarter = models.PositiveSmallIntegerField(
        "at most per quarter",
        default=6,
        validators=[MinValueValidator(1), MaxValueValidator(90)],
    )
    conflicts = models.ManyToManyField(
        Center, blank=True, related_name="+", verbose_name="centers with a conflict of interest"
    )
    public_bio = models.TextField(max_length=2000, blank=True)
    is_active = models.BooleanField(default=True)

    objects = ExpertQuerySet.as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["name"]
        verbose_name = "subject-matter expert (SME)"

    def __str__(self) -> str:
        return self.name

    @property
    def spoken(self) -> list[str]:
        """The languages, one by one."""
        return [part.strip() for part in self.languages.split(",") if part.strip()]

    def get_absolute_url(self) -> str:
        """The expert's page."""
        return reverse("roundtables:expert_detail", args=[self.pk])

    @action
    def revise(
        self, *, by: User, topics: Iterable[Topic], conflicts: Iterable[Center], **values: Any
    ) -> None:
        """Change what the pool knows about the expert."""
        self.change(**values)
        self.topics.set(topics)
        self.conflicts.set(conflicts)
        record("expert.revised", self, by=by)

    @action
    def mark_away(self, first_on: date, last_on: date, *, by: User, reason: str = "") -> None:
        """Note days on which the expert cannot come. Standing assignments stay as they are."""
        away = self.unavailabilities.create(first_on=first_on, last_on=last_on, reason=reason)
        record("expert.marked_away", self, by=by, unavailability=away.pk)


class Unavailability(BaseModel):
    """Days on which an expert cannot come; on all others they can."""

    expert = models.ForeignKey(Expert, on_delete=models.CASCADE, related_name="unavailabilities")
    first_on = models.DateField()
    last_on = models.DateField()
    reason = models.CharField(max_length=120, blank=True)

    class QuerySet(ProgramQuerySet):
        """Days away."""

    objects = QuerySet.as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["first_on"]
        verbose_name_plural = "unavailabilities"

    def __str__(self) -> str:
        return f"{self.first_on} to {self.last_on}"

    @action
    def remove(self, *, by: User) -> None:
        """Take the days back: the expert can come after all."""
        record("expert.marked_available", self.expert, by=by)
        self.delete()
