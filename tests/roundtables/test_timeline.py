"""What roundtables tell of an organization's people."""

from django.utils import timezone

from bcp.mail.models import OutgoingMail
from stakeholders.timeline import timeline
from tests.factories.roundtables import CheckInFactory, InvitationFactory, RoundtableFactory
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


def test_page_shows_who_was_invited_and_who_came(center, director_client):
    organization = OrganizationFactory(center=center)
    held = RoundtableFactory(engagement__center=center, held=True, title="Fire and us")
    ada, ben = (
        InvitationFactory(roundtable=held, organization=organization, name=name, **answer)
        for name, answer in (("Ada Lopez", {"yes": True}), ("Ben Ito", {"no": True}))
    )
    CheckInFactory(roundtable=held, invitation=ada, name=ada.name)
    InvitationFactory(roundtable=held, organization=OrganizationFactory(center=center))
    InvitationFactory(roundtable=held, organization=organization, planned=True)
    InvitationFactory(roundtable=held, organization=organization, withdrawn=True)

    entries = timeline(organization)
    page = director_client.get(organization.get_absolute_url()).text

    assert sorted((one.what, one.who, one.detail, one.url) for one in entries) == [
        ("Came to Fire and us", ada.name, "", held.get_absolute_url()),
        ("Invited to Fire and us", ada.name, "Answer: Yes", held.get_absolute_url()),
        ("Invited to Fire and us", ben.name, "Answer: No", held.get_absolute_url()),
    ]
    assert page.count(f'<a href="{held.get_absolute_url()}">Invited to Fire and us</a>') == 2
    assert page.count(f'<a href="{held.get_absolute_url()}">Came to Fire and us</a>') == 1


def test_timeline_asks_the_database_as_often_for_many_invitations(
    center, django_assert_num_queries, django_assert_max_num_queries
):
    organization = OrganizationFactory(center=center)
    held = RoundtableFactory(engagement__center=center, held=True)
    InvitationFactory(roundtable=held, organization=organization)
    with django_assert_max_num_queries(8) as first:
        timeline(organization)
    for person in InvitationFactory.create_batch(10, roundtable=held, organization=organization):
        CheckInFactory(roundtable=held, invitation=person, name=person.name)

    with django_assert_num_queries(len(first)):
        timeline(organization)
