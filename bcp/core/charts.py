"""Numbers as bars, drawn by components/bar_chart.html inside the table of the same numbers."""

from dataclasses import dataclass

from bcp.core import datetimes


@dataclass(frozen=True)
class Bar:
    """One bar and its row of the table.

    `text` is the number as people read it ("62 of 100", "4.0 points"); `tone` is neutral, info,
    success, warning or danger; `marker` is a second number on the same scale (last year, the
    network's median) with its own `marker_text`; None leaves it out.
    """

    label: str
    value: float | None
    maximum: float = 100
    text: str = ""
    tone: str = "info"
    url: str = ""
    note: str = ""
    marker: float | None = None
    marker_text: str = ""

    @property
    def width(self) -> str:
        """The bar's length in hundredths of the scale, never outside it."""
        return _share(self.value, self.maximum)

    @property
    def marker_at(self) -> str:
        """Where the marker stands, in hundredths of the scale."""
        return _share(self.marker, self.maximum)

    @property
    def shown(self) -> str:
        """The number in words; a dash where there is none."""
        if self.text:
            return self.text
        return datetimes.DASH if self.value is None else f"{self.value:g}"


def _share(value: float | None, maximum: float) -> str:
    if value is None or maximum <= 0:
        return "0"
    return f"{min(max(value / maximum, 0), 1) * 100:.1f}"
