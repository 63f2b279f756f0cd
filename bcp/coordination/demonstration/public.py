"""The public directory: invented organizations that no center owns yet, all under example.org."""

from django.utils.text import slugify

from bcp.coordination.demonstration import dates
from bcp.coordination.demonstration.stakeholders import PLACES, Kind
from engagements.models import InfrastructureSector, Sector, Subtype
from stakeholders.models import PublicOrganization

SOURCE = "Demonstration list"
# The center's own directory has nobody of critical infrastructure: its guest list suggests these.
KINDS: tuple[Kind, ...] = (
    ("critical_infrastructure", "owner_or_operator", "water_and_wastewater_systems", "local",
     "{city} Water and Sewer"),
    ("critical_infrastructure", "owner_or_operator", "energy", "private",
     "{city} Power Cooperative"),
    ("critical_infrastructure", "owner_or_operator", "communications", "private", "{city} Fiber"),
    ("fire", "volunteer_department", "emergency_services", "local",
     "{city} Volunteer Hose Company"),
    ("public_health", "pharmacy", "healthcare_and_public_health", "private",
     "{city} Lantern Pharmacy"),
    ("private_sector", "hotels", "commercial_facilities", "private", "{city} Lantern Inn"),
    ("chamber", "chamber_of_commerce", "", "private", "{city} Merchants' Guild"),
    ("community", "youth", "", "private", "{city} Kite Club"),
)  # fmt: skip
# Beyond the state's border, to be found by distance from it.
ACROSS = (
    ("Pinwheel Falls", "Multnomah", "97019", "OR"), ("Teacup Bluff", "Clackamas", "97004", "OR"),
    ("Sugar Anvil", "Kootenai", "83801", "ID"),
)  # fmt: skip


def load_public_directory() -> None:
    """Eight organizations in each of ten places of the state and three across its border."""
    sectors = Sector.objects.in_bulk()
    subtypes = {(row.sector_id, row.code): row for row in Subtype.objects.all()}
    infrastructure = InfrastructureSector.objects.in_bulk()
    rows: list[PublicOrganization] = []
    for city, county, zip_code, state in (*((*place, "WA") for place in PLACES), *ACROSS):
        for sector, subtype, critical, level, pattern in KINDS:
            name = pattern.format(city=city)
            rows.append(
                PublicOrganization(
                    name=name,
                    sector=sectors[sector],
                    subtype=subtypes.get((sector, subtype)),
                    infrastructure_sector=infrastructure.get(critical),
                    level=level,
                    address=f"{200 + 3 * len(rows)} Harbor Road",
                    city=city,
                    county=county,
                    state_id=state,
                    zip_code=zip_code,
                    phone=f"(360) 555-{3000 + len(rows)}",
                    website=f"https://{slugify(name)}.example.org/",
                    source=SOURCE,
                    as_of=dates.day(-45),
                )
            )
    PublicOrganization.objects.bulk_create(rows)
