"""The pool of subject-matter experts of the demonstration."""

from bcp.coordination.demonstration import dates
from engagements.models import Topic
from roundtables.models import Expert, Unavailability

# name, title, agency, home, regions, topics, languages
POOL: tuple[tuple[str, str, str, str, list[int], str, str], ...] = (
    ("Lydia Marsh", "Senior privacy adviser", "DHS Privacy Office", "DC", [],
     "T05 T06", "English"),
    ("Samuel Ortiz", "Policy adviser", "DHS Office for Civil Rights and Civil Liberties", "DC", [],
     "T05 T06", "English, Spanish"),
    ("Naomi Feld", "NSI instructor", "Nationwide SAR Initiative", "OR", [9, 10],
     "T07 T08", "English"),
    ("Grant Mbeki", "NSI instructor", "Nationwide SAR Initiative", "TX", [4, 6],
     "T07 T08", "English"),
    ("Rosa Delgado", "Outreach lead", "DHS Office of Intelligence and Analysis", "AZ", [6, 9],
     "T01 T02 T04", "English, Spanish"),
    ("Peter Lindholm", "Protective security adviser", "CISA Region 10", "WA", [10],
     "T09 T10", "English"),
    ("Ada Oyelaran", "Protective security adviser", "CISA Region 9", "CA", [9],
     "T09 T10", "English"),
    ("Hugh Barlow", "Liaison program manager", "State liaison network", "CO", [8],
     "T03 T11", "English"),
    ("Mei Tanabe", "Health security analyst", "DHS Office of Health Security", "MD", [],
     "T13 T02", "English"),
    ("Carlos Iglesias", "Exercise planner", "FEMA Region 10", "WA", [10],
     "T12", "English, Spanish"),
    ("Judith Crane", "Cyber adviser", "CISA Region 5", "IL", [5, 7], "T14 T09", "English"),
    ("Tobias Reed", "Training coordinator", "DHS State and Local Partnerships", "GA", [3, 4],
     "T03 T04", "English"),
    ("Fatima Haddad", "Community engagement officer", "DHS Prevention Center", "MI", [5],
     "T06 T10", "English, Arabic"),
    ("Noel Whitaker", "Fire service liaison", "National fire academy network", "OR", [8, 10],
     "T11 T02", "English"),
)  # fmt: skip


def load_experts() -> dict[str, Expert]:
    """Make the pool; return it by name. One of them is away for a while."""
    topics = Topic.objects.in_bulk()
    pool = {}
    for name, title, agency, home, regions, codes, languages in POOL:
        expert = Expert.objects.create(
            name=name,
            title=title,
            agency=agency,
            email=f"{name.lower().replace(' ', '.')}@experts.example.org",
            phone="(202) 555-0140",
            home_state_id=home,
            regions=regions,
            languages=languages,
            roundtables_per_quarter=2 if home == "DC" else 4,
            can_travel=home != "MD",
            public_bio=f"{name} works on {topics[codes[:3]].title.lower()} and has spoken at"
            " roundtables in several states.",
        )
        expert.topics.set(topics[code] for code in codes.split())
        pool[name] = expert
    Unavailability.objects.create(
        expert=pool["Hugh Barlow"],
        first_on=dates.day(25),
        last_on=dates.day(52),
        reason="On leave",
    )
    return pool
