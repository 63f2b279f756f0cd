"""Form fields for days and times: the browser's own inputs, refused in plain sentences."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.forms.renderers import BaseRenderer, TemplatesSetting
from django.utils.safestring import SafeString

from bcp.core import datetimes

# What browsers send first, then what people type where a browser has no picker.
DATE_FORMATS = ("%Y-%m-%d", "%m/%d/%Y")
TIME_FORMATS = ("%H:%M", "%H:%M:%S", "%I:%M %p", "%I:%M%p")
FIRST_YEAR, LAST_YEAR = 2000, 2100
# What Django's admin, where it makes its fields itself, is told of web addresses without a scheme.
WEB_ADDRESSES: dict[type[models.Field[Any, Any]], dict[str, Any]] = {
    models.URLField: {"assume_scheme": "https"}
}


class DateField(forms.DateField):
    """A day. Years outside 2000 to 2100 are slips of the finger and are refused."""

    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    input_formats = DATE_FORMATS

    def validate(self, value: date | None) -> None:
        super().validate(value)
        if value is not None:
            check_year(value)


class WallTimeField(forms.TimeField):
    """A time on the wall, without day or zone."""

    widget = forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    input_formats = TIME_FORMATS


class ZonedDateTimeWidget(forms.Widget):
    """Day and time side by side, the zone's name beside them.

    A third control, "first or second", appears only when that time comes twice in the zone.
    """

    template_name = "uswds/widgets/zoned_datetime.html"
    use_fieldset = True
    zone = ZoneInfo("UTC")
    zone_note = ""

    def id_for_label(self, id_: str) -> str:
        return f"{id_}_date" if id_ else ""

    def value_from_datadict(
        self, data: Mapping[str, Any], files: Any, name: str
    ) -> tuple[str, str, str]:
        day, clock, which = (str(data.get(f"{name}_{part}") or "").strip() for part in PARTS)
        return day, clock, which

    def value_omitted_from_data(self, data: Mapping[str, Any], files: Any, name: str) -> bool:
        return f"{name}_date" not in data and f"{name}_time" not in data

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        day, clock, which = self.decompress(value)
        shared = self.build_attrs(self.attrs, attrs)
        id_ = shared.pop("id", f"id_{name}")

        def part(key: str, label: str, kind: str, value: str) -> dict[str, Any]:
            own = {**shared, "id": f"{id_}_{key}"}
            return {
                "name": f"{name}_{key}", "label": label, "type": kind, "value": value, "attrs": own,
            }  # fmt: skip

        parts = [part("date", "Date", "date", day), part("time", "Time", "time", clock)]
        if names := self.names_of_the_hour(day, clock):
            options = [("", "Choose"), ("0", f"First ({names[0]})"), ("1", f"Second ({names[1]})")]
            parts.append({**part("which", "Which of the two", "", which), "options": options})
        zone = self.zone_note or self.zone.key
        return {"widget": {"name": name, "parts": parts, "zone": zone}}

    def decompress(self, value: Any) -> tuple[str, str, str]:
        """What the three controls show for an instant, or for what was entered before."""
        if isinstance(value, datetime):
            wall = value.astimezone(self.zone)
            return f"{wall:%Y-%m-%d}", f"{wall:%H:%M}", str(wall.fold)
        return value or ("", "", "")

    def names_of_the_hour(self, day: str, clock: str) -> tuple[str, str] | None:
        """The two zone names when this time comes twice, else None."""
        try:
            datetimes.localize(parse_day(day), parse_clock(clock), self.zone)
        except datetimes.AmbiguousHour as twice:
            return twice.names
        except (ValidationError, datetimes.MissingHour):
            return None
        return None

    def render(
        self,
        name: str,
        value: Any,
        attrs: dict[str, Any] | None = None,
        renderer: BaseRenderer | None = None,
    ) -> SafeString:
        # The template lies with the other form templates of the project, not inside an app.
        return super().render(name, value, attrs, renderer=TemplatesSetting())


PARTS = ("date", "time", "which")


class ZonedDateTimeField(forms.Field):
    """One instant (UTC), entered as day and time in a named zone.

    `zone` is fixed, or a form sets it in __init__; `zone_from` names a field of the same form that
    holds the IANA name, as it was entered. Posted as NAME_date, NAME_time and, only for a time
    that comes twice, NAME_which (0 first, 1 second).
    """

    widget = ZonedDateTimeWidget

    def __init__(
        self, *, zone: ZoneInfo | None = None, zone_from: str = "", **options: Any
    ) -> None:
        super().__init__(**options)
        self.zone_from = zone_from
        self.set_zone(zone or ZoneInfo("UTC"))

    def set_zone(self, zone: ZoneInfo, note: str = "") -> None:
        """Read and show times in this zone; `note` is shown instead of its name."""
        self.zone = zone
        widget: Any = self.widget
        widget.zone, widget.zone_note = zone, note

    def clean(self, value: Any) -> datetime | None:
        day_text, clock_text, which = value or ("", "", "")
        if not day_text and not clock_text:
            if self.required:
                raise ValidationError(self.error_messages["required"], code="required")
            return None
        day, clock = parse_day(day_text), parse_clock(clock_text)
        fold = int(which) if which in {"0", "1"} else None
        try:
            instant = datetimes.localize(day, clock, self.zone, fold=fold)
        except datetimes.WallTimeError as error:
            raise ValidationError(str(error), code="wall_time") from error
        self.run_validators(instant)
        return instant

    def has_changed(self, initial: Any, data: Any) -> bool:
        if self.disabled:
            return False
        try:
            entered = self.clean(data)
        except ValidationError:
            return True
        before = initial.astimezone(UTC).replace(second=0, microsecond=0) if initial else None
        return entered != before


def parse_day(text: str) -> date:
    """A day from what was entered; refuses with a sentence that shows the form."""
    for pattern in DATE_FORMATS:
        try:
            day = datetime.strptime(text, pattern).replace(tzinfo=UTC).date()
        except ValueError:
            continue
        check_year(day)
        return day
    raise ValidationError("Enter the date as month, day and year, such as 03/09/2027.")


def parse_clock(text: str) -> time:
    """A time from what was entered; refuses with a sentence that shows the form."""
    for pattern in TIME_FORMATS:
        try:
            return datetime.strptime(text, pattern).replace(tzinfo=UTC).time()
        except ValueError:
            continue
    raise ValidationError("Enter the time as hours and minutes, such as 9:00 AM.")


def check_year(day: date) -> None:
    """Refuse years that can only be a slip of the finger."""
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise ValidationError(f"Enter a year between {FIRST_YEAR} and {LAST_YEAR}.", code="year")
