"""What roundtables tell of an organization's people."""

from django.utils import timezone

from bcp.mail.models import OutgoingMail
from stakeholders.timeline import timeline
from tests.factories.roundtables import InvitationFactory
from tests.factories.stakeholders import OrganizationFactory


def test_timeline_shows_mails_that_were_handed_over(center, director):
    organization = OrganizationFactory(center=center)
    person = InvitationFactory(
        roundtable__engagement__center=center,
        roundtable__scheduled=True,
        planned=True,
        organization=organization,
        name="Ada Lopez",
    )
    mails = OutgoingMail.objects.about(f"invitation:{person.pk}")
    person.send(by=director)
    mails.update(state="sent", finished_at=timezone.now())
    person.withdraw(by=director)

    assert not [entry for entry in timeline(organization) if entry.kind == "mail"]
    mails.update(state="sent", finished_at=timezone.now())

    found = [entry for entry in timeline(organization) if entry.kind == "mail"]
    assert {(entry.what, entry.who) for entry in found} == {
        ("Mail: Invitation withdrawn", "Ada Lopez")
    }
