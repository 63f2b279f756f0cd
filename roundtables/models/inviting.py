"""What a roundtable does with its guests: ask them, count seats, show a signed privacy notice."""

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.utils import timezone

from bcp.accounts.models import Center, User
from bcp.audit.models import record
from bcp.core.actions import Refused, action
from bcp.core.models import StatefulModel
from roundtables.enums import InvitationState, RoundtableState
from roundtables.models.seats import SeatCount, count_seats, fill_free_seats, require_room
from stakeholders.models import Contact

if TYPE_CHECKING:
    from roundtables.models.answering import Answerable
    from roundtables.models.invitations import Invitation
    from roundtables.models.messages import Notice


class Inviting(StatefulModel):
    """The part of a roundtable that deals with its guests."""

    seats = models.PositiveIntegerField(default=40, validators=[MinValueValidator(1)])
    seats_taken = models.PositiveIntegerField(default=0, editable=False)
    allows_several_voices = models.BooleanField(
        "more than one person of an organization", default=False
    )
    reminder_days = models.JSONField(default=list, blank=True)  # days before, e.g. [14, 7, 1]
    notice_text = models.TextField("privacy notice for the RSVP page", max_length=6000, blank=True)
    notice_text_es = models.TextField("the same in Spanish", max_length=6000, blank=True)
    notice_version = models.PositiveIntegerField(default=1, editable=False)
    notice_signed_at = models.DateTimeField(null=True, blank=True, editable=False)
    notice_signed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    if TYPE_CHECKING:
        # Reverse managers; the type checker knows them only on the concrete model.
        invitations: Any
        notices: Any
        sector_seats: Any

        @property
        def center(self) -> Center: ...

    class Meta:
        abstract = True

    @action
    def invite(self, contact: Contact, *, by: User) -> "Invitation":
        """Ask a contact to come. Asking twice returns the first invitation and sends nothing."""
        self.require(RoundtableState.SCHEDULED)
        invitation: Invitation | None = self.invitations.filter(contact=contact).first()
        if invitation is None:
            self._require_new_voice(contact)
            invitation = self.invitations.create(contact=contact, **person_of(contact))
        if invitation.state == InvitationState.PLANNED:
            invitation.send(by=by)
        return invitation

    @action
    def change_seats(self, seats: int, *, by: User) -> "list[Invitation]":
        """Set the number of seats; more of them move people up from the waitlist, once each.

        Refused below what has been promised: nobody who was told "you are going" is put out.
        """
        return self.set_seats(seats, {}, by=by)

    @action
    def keep_seats(self, kept: dict[str, int], *, by: User) -> "list[Invitation]":
        """Keep seats for sectors (code to number; 0 keeps none). What is freed moves people up."""
        return self.set_seats(self.seats, kept, by=by)

    @action
    def set_seats(self, seats: int, kept: dict[str, int], *, by: User) -> "list[Invitation]":
        """Change the number of seats and what is kept of them, together: all of it or nothing."""
        self.lock()
        for sector, number in kept.items():
            if number:
                self.sector_seats.update_or_create(sector_id=sector, defaults={"minimum": number})
            else:
                self.sector_seats.filter(sector_id=sector).delete()
        require_room(self, seats)
        before = self.seats
        self.change(seats=seats)
        record("roundtable.seats_set", self, by=by, before=before, after=seats, kept=kept)
        return fill_free_seats(self) if self.state == RoundtableState.SCHEDULED else []

    @action
    def allow_several_voices(self, allows: bool, *, by: User) -> None:
        """Say whether more than one person of an organization may be asked."""
        self.lock()
        if allows != self.allows_several_voices:
            self.change(allows_several_voices=allows)
            record("roundtable.voices_set", self, by=by, allows=allows)

    @action
    def set_reminders(self, days: list[int], *, by: User) -> None:
        """Choose how many days before the roundtable those without an answer are reminded."""
        self.lock()
        if days != self.reminder_days:
            self.change(reminder_days=days)
            record("roundtable.reminders_set", self, by=by, days=days)

    @action
    def rewrite_notice(self, text: str, spanish: str = "", *, by: User) -> None:
        """Change the privacy notice in either language. A signed one becomes a new version that
        must be signed anew; until then invitees go on reading the one that was signed.
        """
        self.lock()
        if (text, spanish) == (self.notice_text, self.notice_text_es):
            return
        version = self.notice_version + 1 if self.notice_signed_at else self.notice_version
        self.change(
            notice_text=text,
            notice_text_es=spanish,
            notice_version=version,
            notice_signed_at=None,
            notice_signed_by=None,
        )
        record("notice.rewritten", self, by=by, version=version)

    @action
    def sign_notice(self, *, by: User) -> None:
        """The privacy officer agrees to the notice in both languages; it is kept. No invitation
        goes out without.
        """
        self.lock()
        if not by.is_privacy_officer_of(self.center):
            raise Refused("The privacy officer of the center signs the notice.")
        if not self.notice_text.strip():
            raise Refused("There is no notice to sign yet.")
        if self.notice_signed_at:
            return
        now = timezone.now()
        self.notices.create(
            version=self.notice_version,
            text=self.notice_text,
            text_es=self.notice_text_es,
            signed_at=now,
            signed_by=by,
        )
        self.change(notice_signed_at=now, notice_signed_by=by)
        record("notice.signed", self, by=by, version=self.notice_version)

    def count_seats(self) -> SeatCount:
        """The seats taken, and those kept for sectors, now."""
        return count_seats(self)

    @property
    def shown_notice_version(self) -> int:
        """The version of the notice that invitees read: the latest that was signed; 0 for none."""
        if self.notice_signed_at:
            return self.notice_version
        signed: Notice | None = self.notices.first()
        return signed.version if signed else 0

    @property
    def shown_notice(self) -> "Notice | None":
        """That version of the notice, in both languages; None before one is signed."""
        if not self.notice_signed_at:
            signed: Notice | None = self.notices.first()
            return signed
        current: Notice = self.notices.model(
            version=self.notice_version, text=self.notice_text, text_es=self.notice_text_es
        )
        return current

    def obstacle_to(self, email: str) -> str:
        """Why nobody can be invited at this address, as the end of "who …"; empty when they can."""
        standing = self.invitations.exclude(state=InvitationState.WITHDRAWN)
        if standing.filter(email__iexact=email).exists():
            return "is on the list already"
        unwanted = Contact.objects.filter(
            organization__center=self.center, email__iexact=email, do_not_contact=True
        )
        return "asked not to be contacted" if unwanted.exists() else ""

    def add_delegate(self, asker: "Answerable", *, name: str, email: str) -> "Invitation":
        """Ask the person whom an invitee sends; `obstacle_to` their address is to be none."""
        delegate: Invitation = self.invitations.create(
            name=name,
            email=email,
            sector=asker.sector,
            organization=asker.organization,
            organization_name=asker.organization_name,
            language=asker.language,
            wave=asker.wave,
            delegate_of=asker,
        )
        delegate.send(by=None)
        return delegate

    def require_new_address(self, email: str) -> None:
        """Refuse an address to which somebody else was invited."""
        others = self.invitations.filter(email__iexact=email)
        if other := others.exclude(state=InvitationState.WITHDRAWN).first():
            raise Refused(f"{other.name} is on the list with that address already.")

    def _require_new_voice(self, contact: Contact) -> None:
        if self.allows_several_voices:
            return
        voices = self.invitations.filter(organization=contact.organization).exclude(
            state=InvitationState.WITHDRAWN
        )
        if first := voices.first():
            raise Refused(
                f"{first.name} is asked for {contact.organization} already. Allow more than one"
                " person of an organization, or take the first invitation back."
            )


def person_of(contact: Contact) -> dict[str, Any]:
    """What an invitation copies from the directory, so that it stays true when the row changes."""
    return {
        "name": contact.name,
        "email": contact.email,
        "language": contact.language,
        "organization": contact.organization,
        "organization_name": contact.organization.name,
        "sector_id": contact.organization.sector_id,
    }
