"""The directory of the center: invented organizations and people, all under example.org."""

from datetime import date, timedelta

from django.utils.text import slugify

from bcp.coordination.demonstration import dates
from bcp.coordination.demonstration.people import Cast
from engagements.models import InfrastructureSector, Sector, Subtype
from stakeholders.enums import InteractionKind, Stage
from stakeholders.models import Contact, Interaction, Organization

# Invented towns in counties that exist, so that the map of the area has something to show.
PLACES = (
    ("Port Ellis", "Snohomish", "98290"), ("Alder Point", "King", "98024"),
    ("Tolmie Harbor", "Pierce", "98388"), ("Kettle Bay", "Kitsap", "98340"),
    ("Fern Prairie", "Clark", "98607"), ("Larch Valley", "Spokane", "99019"),
    ("Osprey Landing", "Thurston", "98516"), ("Stonecrop", "Yakima", "98953"),
    ("Heron Slough", "Whatcom", "98264"), ("Basalt Mills", "Benton", "99320"),
)  # fmt: skip
Kind = tuple[str, str, str, str, str]  # sector, subtype, infrastructure, level, name
EVERYWHERE: tuple[Kind, ...] = (
    ("fire", "career_department", "emergency_services", "local", "{city} Fire Department"),
    ("fire", "ems_agency", "emergency_services", "local", "{county} County Medic One"),
    ("public_health", "local_health_department", "healthcare_and_public_health", "local",
     "{city} Community Health District"),
    ("public_health", "hospital", "healthcare_and_public_health", "private",
     "{city} General Hospital"),
    ("emergency_management", "city_emergency_management_agency", "emergency_services", "local",
     "{city} Office of Emergency Management"),
    ("law_enforcement", "municipal_police", "emergency_services", "local",
     "{city} Police Department"),
    ("chamber", "chamber_of_commerce", "", "private", "{city} Chamber of Commerce"),
)  # fmt: skip
IN_TURN: tuple[tuple[Kind, ...], ...] = (
    (
        ("private_sector", "hotels", "commercial_facilities", "private", "{city} Harbor Hotel"),
        ("private_sector", "retail", "commercial_facilities", "private", "{city} Market Square"),
        ("private_sector", "private_security_firms", "", "private", "Evergreen Guard, {city}"),
        ("private_sector", "banks", "financial_services", "private", "Timberline Bank, {city}"),
        ("private_sector", "technology", "information_technology", "private", "{city} Data Park"),
    ),
    (
        ("public_agency", "911_center", "emergency_services", "local", "{city} Dispatch Center"),
        ("public_agency", "public_works", "government_services_and_facilities", "local",
         "{city} Public Works"),
        ("education", "school_district", "", "local", "{city} School District"),
        ("transport", "transit", "transportation_systems", "local", "{city} Transit"),
        ("transport", "port", "transportation_systems", "local", "Port of {city}"),
    ),
    (
        ("community", "faith_community", "", "private", "{city} Interfaith Council"),
        ("community", "immigrant_or_refugee_group", "", "private", "{city} Welcome Circle"),
        ("community", "disability_group", "", "private", "{city} Access Network"),
        ("community", "civil_liberties_or_advocacy_group", "", "private",
         "{city} Civil Liberties Forum"),
        ("community", "youth", "", "private", "{city} Youth Center"),
    ),
    (
        ("crime_stoppers", "local_program", "", "private", "Crime Stoppers of {city}"),
        ("tribal", "tribal_government", "", "tribal", "Confederated Bands of {city}"),
        ("emergency_management", "cert_or_voad", "", "private", "{city} CERT"),
        ("chamber", "downtown_or_business_improvement_district", "", "private",
         "{city} Downtown Association"),
    ),
)  # fmt: skip
FIRST = (
    "Aisha", "Ben", "Carmen", "Dmitri", "Elena", "Farid", "Grace", "Hana", "Ivan", "Joy",
    "Kofi", "Lena", "Mateo", "Nadia", "Oscar", "Paula", "Quinn", "Rosa", "Sam", "Tess",
    "Uma", "Victor", "Wendy",
)  # fmt: skip
LAST = (
    "Alvarado", "Bauer", "Chen", "Dawson", "Ekström", "Fox", "Garcia", "Hughes", "Ishikawa",
    "Jensen", "Kim", "Lopez", "Murphy", "Ng", "Okafor", "Petrov", "Quintero", "Ross", "Singh",
    "Thompson", "Ueda", "Vance", "Walker", "Yilmaz", "Zapata", "O'Brien", "Lindqvist", "Mbeki",
    "Novak",
)  # fmt: skip
TITLES = {
    "fire": "Battalion chief", "public_health": "Preparedness manager",
    "emergency_management": "Emergency manager", "law_enforcement": "Lieutenant",
    "chamber": "Executive director", "private_sector": "Security manager",
    "critical_infrastructure": "Operations manager", "community": "Board chair",
    "education": "Safety director", "tribal": "Council liaison",
}  # fmt: skip
# How well the center knows a sector: what the self-review says, seen in the directory.
STAGES = {
    "fire": (Stage.ACTIVE, Stage.MET, Stage.ACTIVE, Stage.CONTACTED),
    "law_enforcement": (Stage.ACTIVE, Stage.ACTIVE, Stage.MET),
    "emergency_management": (Stage.MET, Stage.ACTIVE, Stage.CONTACTED),
    "public_health": (Stage.IDENTIFIED, Stage.CONTACTED, Stage.IDENTIFIED, Stage.IDENTIFIED),
    "private_sector": (Stage.IDENTIFIED, Stage.CONTACTED),
    "community": (Stage.IDENTIFIED, Stage.MET, Stage.CONTACTED, Stage.DORMANT),
}
USUAL = (Stage.CONTACTED, Stage.MET, Stage.IDENTIFIED)
TALKS = (
    (InteractionKind.CALL, "Introduced the center and what it does and does not do."),
    (InteractionKind.MEETING, "Met at their office; they asked for the alert list."),
    (InteractionKind.MAIL, "Sent the one-page description of the center."),
    (InteractionKind.EVENT, "Spoke at the regional preparedness day."),
    (InteractionKind.VISIT, "They toured the center and met the analysts."),
)


def load_directory(cast: Cast) -> list[Organization]:
    """Fill the directory: organizations, people and what happened with them."""
    organizations = Organization.objects.bulk_create(organizations_of(cast))
    contacts = Contact.objects.bulk_create(contacts_of(organizations))
    Interaction.objects.bulk_create(interactions_of(organizations, contacts, cast))
    return organizations


def organizations_of(cast: Cast) -> list[Organization]:
    """Eleven organizations in each of ten places; nobody of critical infrastructure yet."""
    sectors = Sector.objects.in_bulk()
    subtypes = {(row.sector_id, row.code): row for row in Subtype.objects.all()}
    infrastructure = InfrastructureSector.objects.in_bulk()
    rows: list[Organization] = []
    for at, (city, county, zip_code) in enumerate(PLACES):
        turns = (kinds[at % len(kinds)] for kinds in IN_TURN)
        for sector, subtype, critical, level, name in (*EVERYWHERE, *turns):
            number = len(rows)
            stages = STAGES.get(sector, USUAL)
            stage = stages[(number + at) % len(stages)]
            rows.append(
                Organization(
                    center=cast.center,
                    name=name.format(city=city, county=county),
                    sector=sectors[sector],
                    subtype=subtypes.get((sector, subtype)),
                    infrastructure_sector=infrastructure.get(critical),
                    level=level,
                    address=f"{100 + 7 * number} Main Street",
                    city=city,
                    county=county,
                    state_id="WA",
                    zip_code=zip_code,
                    phone=f"(360) 555-{1000 + number}",
                    stage=stage,
                    owner=(cast.coordinator, cast.director, None)[number % 3],
                    last_contact_on=last_contact(stage, number),
                    last_confirmed_on=dates.day(-30 - number) if number % 3 else None,
                )
            )
    return rows


def last_contact(stage: str, number: int) -> date | None:
    """When the center last spoke with them: never, lately, or too long ago."""
    if stage == Stage.IDENTIFIED:
        return None
    if stage == Stage.DORMANT:
        return dates.day(-420)
    return dates.day(-(6 + number * 5 % 170))


def contacts_of(organizations: list[Organization]) -> list[Contact]:
    """One person at each organization, two at some; a few cannot or must not be written to."""
    rows = []
    for number, organization in enumerate(organizations):
        for place in range(1 + (number % 6 == 0)):
            first = FIRST[(number + 11 * place) % len(FIRST)]
            last = LAST[(number * 3 + place) % len(LAST)]
            domain = f"{slugify(organization.name)[:40]}.example.org"
            local = slugify(f"{first} {last}").replace("-", ".")
            rows.append(
                Contact(
                    organization=organization,
                    name=f"{first} {last}",
                    title=TITLES.get(organization.sector_id, "Manager") if not place else "Deputy",
                    email="" if number % 29 == 28 else f"{local}@{domain}",
                    phone=f"(360) 555-{2000 + number}",
                    language="es" if number % 37 == 7 else "en",
                    is_primary=not place,
                    do_not_contact=number % 41 == 40,
                    last_confirmed_on=organization.last_confirmed_on,
                )
            )
    return rows


def interactions_of(
    organizations: list[Organization], contacts: list[Contact], cast: Cast
) -> list[Interaction]:
    """What happened: the last contact of each organization, and one or two before it."""
    first_of = {contact.organization_id: contact for contact in reversed(contacts)}
    rows = []
    for number, organization in enumerate(organizations):
        if organization.last_contact_on is None:
            continue
        for back in range(1 + number % 3):
            kind, text = TALKS[(number + back) % len(TALKS)]
            rows.append(
                Interaction(
                    organization=organization,
                    contact=first_of[organization.pk],
                    kind=kind,
                    text=text,
                    happened_on=organization.last_contact_on - timedelta(days=41 * back),
                    by=cast.coordinator if number % 2 else cast.director,
                )
            )
    return rows
