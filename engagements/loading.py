"""Reference data: from the project's own files into the tables, as often as one likes."""

import csv
import hashlib
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any, TypeVar

from django.db import transaction
from django.db.models import Model

from bcp.accounts.models import Center, State
from engagements.models import (
    AgendaTemplate,
    AgendaTemplateItem,
    Behaviour,
    FocusArea,
    InfrastructureSector,
    Publication,
    Question,
    Questionnaire,
    ReferenceLoad,
    Sector,
    Subtype,
    Topic,
)
from engagements.models.vocabulary import ReferenceModel
from engagements.reference import campaign

FOLDER = Path(__file__).parent / "reference"
FILES = (
    "states.csv",
    "centers.csv",
    "vocabulary.json",
    "questions.csv",
    "publications.csv",
    "campaign.py",
)
CENTER_FACTS = ("name", "acronym", "city", "designation", "time_zone", "note", "confidence")
R = TypeVar("R", bound=ReferenceModel)


def load_reference() -> bool:
    """Bring the tables to the state of the files; return whether anything was done.

    Rows are found by their stable codes. A row that people have edited is left alone, and so is
    every row whose content in the file did not change. Nothing is deleted, but an agenda template
    that changed in the file gets its items anew.
    """
    files_hash = hash_of_files()
    latest = ReferenceLoad.objects.order_by("-pk").first()
    if latest is not None and latest.files_hash == files_hash:
        return False
    with transaction.atomic():
        load_states()
        load_centers()
        data = json.loads((FOLDER / "vocabulary.json").read_text(encoding="utf-8"))
        load_vocabulary(data)
        load_questions(load_questionnaire(data["questionnaire"]))
        load_publications()
        ReferenceLoad.objects.create(files_hash=files_hash)
    return True


def hash_of_files() -> str:
    """SHA-256 over all reference files, as hexadecimal digits."""
    digest = hashlib.sha256()
    for name in FILES:
        digest.update((FOLDER / name).read_bytes())
    return digest.hexdigest()


def rows_of(name: str) -> list[dict[str, str]]:
    """The rows of one CSV file."""
    with (FOLDER / name).open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def load_states() -> None:
    """States, districts and territories."""
    rows = [
        State(
            code=row["code"],
            name=row["name"],
            fema_region=int(row["fema_region"]),
            cisa_region=int(row["cisa_region"]),
            time_zone=row["time_zone"],
            other_time_zones=row["other_time_zones"],
        )
        for row in rows_of("states.csv")
    ]
    fields = ["name", "fema_region", "cisa_region", "time_zone", "other_time_zones"]
    State.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["code"], update_fields=fields
    )


def load_centers() -> None:
    """The 80 centers, by slug, because acronyms are not unique.

    A center whose name, place or note no longer is what the file said has been edited by its
    people or the program office; the file does not overrule them.
    """
    known = {center.slug: center for center in Center.objects.filter(is_reference=True)}
    new, changed = [], []
    for raw in rows_of("centers.csv"):
        facts = {name: raw[name] for name in CENTER_FACTS} | {"state_id": raw["state"]}
        center = known.get(raw["slug"])
        if center is None:
            center = Center(slug=raw["slug"], is_reference=True)
            new.append(center)
        elif center.reference_hash == hash_of(facts) or has_been_edited(center, facts):
            continue
        else:
            changed.append(center)
        assign(center, facts | {"reference_hash": hash_of(facts)})
    Center.objects.bulk_create(new)
    Center.objects.bulk_update(changed, [*CENTER_FACTS, "state_id", "reference_hash"])


def has_been_edited(center: Center, facts: Iterable[str]) -> bool:
    """Whether the center no longer says what the file said when it was last loaded."""
    return center.reference_hash != hash_of({name: getattr(center, name) for name in facts})


def load_vocabulary(data: dict[str, Any]) -> None:
    """Sectors, topics, focus areas, agenda templates and behaviours."""
    place(FocusArea, "code", data["focus_areas"])
    sectors = [{k: v for k, v in row.items() if k != "subtypes"} for row in data["sectors"]]
    place(Sector, "code", sectors)
    for sector in data["sectors"]:
        place(Subtype, "code", sector["subtypes"], positioned=False, sector_id=sector["code"])
    place(InfrastructureSector, "code", data["infrastructure_sectors"])
    place(Topic, "code", data["topics"])
    behaviours = [
        row | {"caution": f"{campaign.GROUP_CAUTION[row['group']]} {row['caution']}".strip()}
        for row in data["behaviours"]
    ]
    place(Behaviour, "number", behaviours, positioned=False)
    for template in data["agenda_templates"]:
        load_template(template)


def load_template(template: dict[str, Any]) -> None:
    """One agenda template with its items."""
    facts = {key: value for key, value in template.items() if key != "items"}
    hashed = facts | {"items_hash": hash_of(template["items"])}
    row, must_write = find(AgendaTemplate, {"code": template["code"]}, hashed)
    if not must_write or row.items.filter(is_edited=True).exists():
        return
    write(row, facts, hashed)
    row.items.all().delete()
    for position, item in enumerate(template["items"], start=1):
        facts = {key: value for key, value in item.items() if key != "topics"}
        made = AgendaTemplateItem.objects.create(template=row, position=position, **facts)
        made.topics.set(item["topics"])


def load_questionnaire(facts: dict[str, Any]) -> Questionnaire:
    """The questionnaire of the file; it is the current one unless the office has a newer."""
    row, must_write = find(Questionnaire, {"version": facts["version"]}, facts)
    if must_write:
        row.is_current = (
            row.is_current or not Questionnaire.objects.filter(is_current=True).exists()
        )
        write(row, facts, facts)
    return row


def load_questions(questionnaire: Questionnaire) -> None:
    """The questions of the questionnaire."""
    sectors = Sector.objects.in_bulk()
    for position, raw in enumerate(rows_of("questions.csv"), start=1):
        facts = {
            "focus_area_id": raw["focus_area"],
            "topic_id": raw["topic"],
            "position": position,
            "text": raw["text"],
            "guidance": raw["guidance"],
            "scale": raw["scale"],
            "weight": int(raw["weight"]),
            "is_critical": raw["is_critical"] == "1",
            "basis": raw["basis"],
        }
        hashed = facts | {"sectors": raw["sectors"]}
        key = {"questionnaire": questionnaire, "code": raw["code"]}
        row, must_write = find(Question, key, hashed)
        if must_write:
            write(row, facts, hashed)
            row.sectors.set(sectors[code] for code in raw["sectors"].split("|"))


def load_publications() -> None:
    """The publications of the library."""
    sectors = Sector.objects.in_bulk()
    flags = ("applies_to_all", "is_sensitive", "named_in_seed")
    for raw in rows_of("publications.csv"):
        facts: dict[str, Any] = {
            name: text == "1" if name in flags else text
            for name, text in raw.items()
            if name != "sectors"
        }
        hashed = facts | {"sectors": raw["sectors"]}
        row, must_write = find(Publication, {"code": raw["code"]}, hashed)
        if must_write:
            write(row, facts, hashed)
            row.sectors.set(sectors[code] for code in raw["sectors"].split("|") if code)


def place(
    model: type[ReferenceModel],
    key: str,
    rows: Iterable[dict[str, Any]],
    *,
    positioned: bool = True,
    **owner: Any,
) -> None:
    """Write rows found by one code; their order in the file becomes their position."""
    for position, row in enumerate(rows, start=1):
        facts = row | owner | ({"position": position} if positioned else {})
        found, must_write = find(model, {key: row[key], **owner}, facts)
        if must_write:
            write(found, facts, facts)


def find(model: type[R], key: dict[str, Any], facts: dict[str, Any]) -> tuple[R, bool]:
    """The row of this key (perhaps unsaved), and whether the file has something new for it."""
    row = model._default_manager.filter(**key).first() or model(**key)
    is_settled = row.is_edited or row.content_hash == hash_of(facts)
    return row, not is_settled


def write(row: ReferenceModel, facts: dict[str, Any], hashed: dict[str, Any]) -> None:
    """Write what the file says."""
    assign(row, facts | {"content_hash": hash_of(hashed)})
    row.save()


def assign(row: Model, facts: dict[str, Any]) -> None:
    """Set these fields without saving."""
    for name, value in facts.items():
        setattr(row, name, value)


def hash_of(facts: Any) -> str:
    """SHA-256 over plain facts in a fixed order."""
    return hashlib.sha256(json.dumps(facts, sort_keys=True, default=str).encode()).hexdigest()
