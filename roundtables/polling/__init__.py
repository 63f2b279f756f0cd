"""Which of the offered dates is best, and who would be missing on each."""

from roundtables.polling.gathering import PolledDate, polled_dates
from roundtables.polling.rules import Option, Standing, rank

__all__ = ["Option", "PolledDate", "Standing", "polled_dates", "rank"]
