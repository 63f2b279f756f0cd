"""The program's vocabulary: rows that every center reads and the program office edits."""

from typing import ClassVar

from django.db import models

from bcp.accounts.models import ProgramQuerySet
from engagements.enums import BehaviourGroup, PublicationStatus, RoundtableFormat, Scale
from engagements.reference.campaign import GROUP_CAUTION


class ReferenceModel(models.Model):
    """A row of reference data that came from the project's own files.

    A row edited by the program office (`is_edited`) is left alone when the files are loaded.
    """

    content_hash = models.CharField(max_length=64, blank=True, editable=False)
    is_edited = models.BooleanField("edited by the program office", default=False)

    objects = ProgramQuerySet.as_manager()

    class Meta:
        abstract = True


class ReferenceLoad(models.Model):
    """One loading of the reference files; the hash tells whether they changed since."""

    files_hash = models.CharField(max_length=64)
    loaded_at = models.DateTimeField(auto_now_add=True)

    objects = ProgramQuerySet.as_manager()

    def __str__(self) -> str:
        return f"Reference data of {self.loaded_at:%Y-%m-%d}"


class Sector(ReferenceModel):
    """A part of the community that a center wants at the table."""

    code = models.CharField(max_length=30, primary_key=True)
    name = models.CharField(max_length=80)
    position = models.PositiveSmallIntegerField(default=0)
    usual_role = models.CharField(max_length=300, blank=True)
    cadence_days = models.PositiveSmallIntegerField("days between contacts", default=180)
    training = models.CharField("recommended training", max_length=300, blank=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["position", "code"]

    def __str__(self) -> str:
        return self.name


class Subtype(ReferenceModel):
    """A kind of organization within a sector."""

    sector = models.ForeignKey(Sector, on_delete=models.CASCADE, related_name="subtypes")
    code = models.CharField(max_length=50)
    name = models.CharField(max_length=80)

    class Meta:
        ordering: ClassVar[list[str]] = ["sector", "name"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["sector", "code"], name="one_subtype_per_code"),
        ]

    def __str__(self) -> str:
        return self.name


class InfrastructureSector(ReferenceModel):
    """One of the sixteen critical-infrastructure sectors: a second dimension beside the sector."""

    code = models.CharField(max_length=40, primary_key=True)
    name = models.CharField(max_length=80)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering: ClassVar[list[str]] = ["position", "code"]

    def __str__(self) -> str:
        return self.name


class Topic(ReferenceModel):
    """Something a roundtable talks about, T01 to T14."""

    code = models.CharField(max_length=3, primary_key=True)
    title = models.CharField(max_length=120)
    description = models.TextField(blank=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering: ClassVar[list[str]] = ["position", "code"]

    def __str__(self) -> str:
        return f"{self.code} {self.title}"


class Questionnaire(ReferenceModel):
    """One version of the self-review's questions; a review keeps the version it was begun with."""

    version = models.PositiveSmallIntegerField(unique=True)
    title = models.CharField(max_length=120)
    published_on = models.DateField()
    is_current = models.BooleanField(default=False)

    class Meta:
        ordering: ClassVar[list[str]] = ["-version"]

    def __str__(self) -> str:
        return f"{self.title}, version {self.version}"


class FocusArea(ReferenceModel):
    """A field in which a center may create or strengthen partnerships."""

    code = models.CharField(max_length=3, primary_key=True)
    name = models.CharField(max_length=120)
    description = models.TextField(blank=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering: ClassVar[list[str]] = ["position", "code"]

    def __str__(self) -> str:
        return self.name


class Question(ReferenceModel):
    """One question of the self-review, in one version of the questionnaire."""

    questionnaire = models.ForeignKey(
        Questionnaire, on_delete=models.CASCADE, related_name="questions"
    )
    code = models.CharField(max_length=8)
    focus_area = models.ForeignKey(FocusArea, on_delete=models.PROTECT, related_name="questions")
    position = models.PositiveSmallIntegerField(default=0)
    text = models.TextField()
    guidance = models.TextField(blank=True)
    scale = models.CharField(max_length=1, choices=Scale)
    weight = models.PositiveSmallIntegerField()
    is_critical = models.BooleanField(default=False)
    sectors = models.ManyToManyField(Sector, related_name="questions")
    topic = models.ForeignKey(Topic, on_delete=models.PROTECT, related_name="questions")
    basis = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["questionnaire", "focus_area__position", "position"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["questionnaire", "code"], name="one_question_per_code"),
        ]

    def __str__(self) -> str:
        return f"{self.code}: {self.text}"


class AgendaTemplate(ReferenceModel):
    """A starting point for an agenda."""

    code = models.CharField(max_length=30, primary_key=True)
    title = models.CharField(max_length=120)
    description = models.TextField(blank=True)
    minutes = models.PositiveSmallIntegerField()
    format = models.CharField(
        max_length=10, choices=RoundtableFormat, default=RoundtableFormat.IN_PERSON
    )

    class Meta:
        ordering: ClassVar[list[str]] = ["minutes", "code"]

    def __str__(self) -> str:
        return f"{self.title} ({self.minutes} min)"


class AgendaTemplateItem(ReferenceModel):
    """One item of an agenda template."""

    template = models.ForeignKey(AgendaTemplate, on_delete=models.CASCADE, related_name="items")
    position = models.PositiveSmallIntegerField()
    minutes = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=200)
    lead = models.CharField(max_length=120, blank=True)
    topics = models.ManyToManyField(Topic, blank=True)
    is_discussion = models.BooleanField(default=False)
    is_break = models.BooleanField(default=False)

    class Meta:
        ordering: ClassVar[list[str]] = ["template", "position"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["template", "position"], name="one_template_item_per_place"
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Behaviour(ReferenceModel):
    """One of the 16 behaviours of the SAR functional standard; never shown without its caution."""

    number = models.PositiveSmallIntegerField(primary_key=True)
    group = models.CharField(max_length=1, choices=BehaviourGroup)
    name = models.CharField(max_length=80)
    meaning = models.TextField()
    caution = models.TextField(blank=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["number"]

    def __str__(self) -> str:
        return self.name

    @property
    def own_caution(self) -> str:
        """What its caution says beyond the words of its group, which stand above the group."""
        return self.caution.removeprefix(GROUP_CAUTION.get(self.group, "")).strip()


class Publication(ReferenceModel):
    """A publication that a packet may cite."""

    code = models.CharField(max_length=10, primary_key=True)
    title = models.CharField(max_length=300)
    description = models.TextField(blank=True)
    year = models.CharField(max_length=40, blank=True)
    publisher = models.CharField(max_length=160, blank=True)
    kind = models.CharField(max_length=60, blank=True)
    status = models.CharField(max_length=12, choices=PublicationStatus)
    status_note = models.CharField(max_length=120, blank=True)
    sectors = models.ManyToManyField(Sector, blank=True, related_name="publications")
    applies_to_all = models.BooleanField(default=False)
    subjects = models.CharField(max_length=200, blank=True)
    url = models.URLField(max_length=500, blank=True)
    is_sensitive = models.BooleanField("never suggested, only chosen by hand", default=False)
    named_in_seed = models.BooleanField("named in the program's own papers", default=False)
    checked_on = models.DateField(null=True, blank=True)
    superseded_by = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.SET_NULL, related_name="supersedes"
    )

    class Meta:
        ordering: ClassVar[list[str]] = ["title"]

    def __str__(self) -> str:
        return self.title
