"""People, centers (the tenants) and who may see what."""

from typing import Any, ClassVar, Self

from django.contrib.auth.models import (
    AbstractBaseUser,
    AnonymousUser,
    BaseUserManager,
    PermissionsMixin,
)
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone

from bcp.accounts.enums import EDITING_ROLES, Designation, Role
from bcp.core.datetimes import InZone
from bcp.core.models import BaseModel


class UserManager(BaseUserManager["User"]):
    """Makes users whose name is their e-mail address."""

    def create_user(self, email: str, password: str | None = None, **extra: Any) -> "User":
        """Make a user; the address is compared without regard to case."""
        user = self.model(email=self.normalize_email(email).lower(), **extra)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **extra: Any) -> "User":
        """Make a user who may do everything in Django's admin."""
        return self.create_user(email, password, is_staff=True, is_superuser=True, **extra)


class UserQuerySet(models.QuerySet["User"]):
    """People with an account."""

    def visible_to(self, user: "User | AnonymousUser") -> Self:
        """Colleagues at one's own centers; coordinators see everyone."""
        if not user.is_authenticated:
            return self.none()
        if user.sees_all_centers:
            return self.all()
        return self.filter(
            models.Q(pk=user.pk) | models.Q(memberships__center__in=user.center_ids)
        ).distinct()


class User(AbstractBaseUser, PermissionsMixin):
    """A person who signs in; the e-mail address is the name."""

    email = models.EmailField("e-mail address", unique=True)
    name = models.CharField("full name", max_length=120)
    phone = models.CharField(max_length=40, blank=True)
    is_coordinator = models.BooleanField("DHS coordinator", default=False)
    is_auditor = models.BooleanField("auditor", default=False)
    is_active = models.BooleanField(default=True)
    is_staff = models.BooleanField("may open Django's admin", default=False)
    date_joined = models.DateTimeField(default=timezone.now)

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]
    objects = UserManager.from_queryset(UserQuerySet)()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(Lower("email"), name="one_account_per_address"),
        ]

    def __str__(self) -> str:
        return self.name or self.email

    @property
    def sees_all_centers(self) -> bool:
        """Whether this person reads every center (DHS coordinator)."""
        return self.is_coordinator

    @property
    def roles(self) -> dict[int, str]:
        """Center id -> role, read once per request."""
        if not hasattr(self, "_roles"):
            self._roles = dict(self.memberships.values_list("center_id", "role"))
        return self._roles

    @property
    def center_ids(self) -> list[int]:
        """The centers this person belongs to."""
        return list(self.roles)

    @property
    def editable_center_ids(self) -> list[int]:
        """The centers whose rows this person may change."""
        return [center for center, role in self.roles.items() if role in EDITING_ROLES]

    def role_in(self, center: "Center") -> str | None:
        """The role at this center, or None."""
        return self.roles.get(center.pk)

    def is_director_of(self, center: "Center") -> bool:
        """Whether this person answers for the center."""
        return self.role_in(center) == Role.DIRECTOR

    def is_privacy_officer_of(self, center: "Center") -> bool:
        """Whether this person signs off packet, RSVP notice and after-action report."""
        return self.role_in(center) == Role.PRIVACY_OFFICER

    def may_edit(self, center: "Center") -> bool:
        """Whether this person may change the center's rows."""
        return center.pk in self.editable_center_ids


class State(models.Model):
    """A state, district or territory with its FEMA and CISA region and its main time zone."""

    code = models.CharField(max_length=2, primary_key=True)
    name = models.CharField(max_length=60)
    fema_region = models.PositiveSmallIntegerField()
    cisa_region = models.PositiveSmallIntegerField()
    time_zone = models.CharField(max_length=50)
    other_time_zones = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["name"]

    def __str__(self) -> str:
        return self.name


class CenterQuerySet(models.QuerySet["Center"]):
    """Fusion centers and law enforcement agencies."""

    def visible_to(self, user: "User | AnonymousUser") -> Self:
        """One's own centers; coordinators see all."""
        if not user.is_authenticated:
            return self.none()
        return self.all() if user.sees_all_centers else self.filter(pk__in=user.center_ids)

    def editable_by(self, user: "User | AnonymousUser") -> Self:
        """Centers whose rows this person may change."""
        return (
            self.filter(pk__in=user.editable_center_ids) if user.is_authenticated else self.none()
        )


class Center(InZone, BaseModel):
    """A fusion center or law enforcement agency: the tenant that owns its rows."""

    name = models.CharField(max_length=160)
    slug = models.SlugField(max_length=160, unique=True)
    acronym = models.CharField(max_length=20, blank=True)
    state = models.ForeignKey(State, on_delete=models.PROTECT, related_name="+")
    city = models.CharField(max_length=80, blank=True)
    designation = models.CharField(max_length=12, choices=Designation)
    time_zone = models.CharField(max_length=50)
    note = models.TextField(blank=True)
    confidence = models.CharField(max_length=20, blank=True)
    is_reference = models.BooleanField("from the list of the National Network", default=False)
    reference_hash = models.CharField(max_length=64, blank=True, editable=False)
    address = models.CharField("postal address", max_length=200, blank=True)
    phone = models.CharField(max_length=40, blank=True)
    email = models.EmailField("public e-mail address", blank=True)
    privacy_policy_url = models.URLField("published privacy policy", blank=True)
    privacy_contact = models.CharField(
        "privacy officer's public contact", max_length=160, blank=True
    )
    reporting_contact = models.CharField(
        "where the public reports suspicious activity", max_length=200, blank=True
    )
    reporting_checked_on = models.DateField(null=True, blank=True)

    objects = CenterQuerySet.as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["name"]

    def __str__(self) -> str:
        return self.name

    @property
    def fema_region(self) -> int:
        """The FEMA (and CISA) region of the center's state."""
        return self.state.fema_region

    def people_with(self, *roles: str) -> list[User]:
        """The people of the center who hold one of these roles and can sign in, by name."""
        rows = User.objects.filter(
            memberships__center=self, memberships__role__in=roles, is_active=True
        )
        return list(rows.order_by("name", "pk"))


class TenantQuerySet(models.QuerySet[Any]):
    """Rows that belong to a center. `center_path` leads from the row to its center."""

    center_path: ClassVar[str] = "center"

    def visible_to(self, user: "User | AnonymousUser") -> Self:
        """Rows of one's own centers; coordinators read all; strangers nothing."""
        if not user.is_authenticated:
            return self.none()
        if user.sees_all_centers:
            return self.all()
        return self.filter(**{f"{self.center_path}__in": user.center_ids})

    def editable_by(self, user: "User | AnonymousUser") -> Self:
        """Rows this person may change: those of centers where they are director or coordinator."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(**{f"{self.center_path}__in": user.editable_center_ids})


class ProgramQuerySet(models.QuerySet[Any]):
    """Rows of the whole program: every signed-in person reads them, coordinators change them."""

    def visible_to(self, user: "User | AnonymousUser") -> Self:
        """Everyone who is signed in."""
        return self.all() if user.is_authenticated else self.none()

    def editable_by(self, user: "User | AnonymousUser") -> Self:
        """DHS coordinators."""
        is_coordinator = user.is_authenticated and user.is_coordinator
        return self.all() if is_coordinator else self.none()


class Membership(BaseModel):
    """A person's role at a center."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="memberships")
    center = models.ForeignKey(Center, on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=20, choices=Role)

    objects = TenantQuerySet.as_manager()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["user", "center"], name="one_role_per_center"),
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.get_role_display()}"
