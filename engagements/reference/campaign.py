"""Texts that must travel with the behaviours and the campaign's name, wherever they are shown."""

# The mark is written exactly so, never shortened or changed (campaign rules, dhs.gov).
CAMPAIGN = "If You See Something, Say Something®"
CAMPAIGN_URL = "https://www.dhs.gov/see-something-say-something"
# The mark's owner asks for these words wherever the phrase occurs (campaign rules, dhs.gov).
CAMPAIGN_LINE = (
    "If you see something, say something® is used with permission of the NY Metropolitan "
    "Transportation Authority."
)
CAUTION = (
    "Look at what is done, not at who does it. Race, ethnicity, gender, national origin, religion, "
    "sexual orientation and gender identity are never suspicious, alone or together.",
    "Report behavior and situations in the light of everything you know. Do not report beliefs, "
    "thoughts, ideas, expressions, associations or speech that have nothing to do with crime.",
    "Many of these behaviors are innocent. Trained law enforcement decides what a report means; "
    "your part is to describe what you saw.",
)
GROUP_CAUTION = {
    "A": (
        "These are criminal acts as the law defines them. Say what was done; who the person seems "
        "to be plays no part."
    ),
    "B": (
        "What is listed here may be lawful and protected by the Constitution, photography, worship "
        "and speech above all. It is kept as a report only when facts clearly support it."
    ),
}
# Only the names of 1 to 8 were found in published copies of the standard.
STANDARD_NOTE = (
    "After the ISE-SAR Functional Standard, version 1.5.5 (February 2015); the meanings are in our "
    "own words. The names of 9 to 16 have not been checked against the text of the standard."
)


def attribution_for(text: str) -> str:
    """The owner's line when the campaign's name occurs in `text`, otherwise nothing."""
    return CAMPAIGN_LINE if "see something, say something" in text.lower() else ""
