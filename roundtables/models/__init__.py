"""Roundtables: the meeting, its experts, invitations, packet, day and papers."""

from roundtables.models.agenda_items import AgendaItem
from roundtables.models.answering import BY_LINK, BY_RULE, Channel
from roundtables.models.assignments import Assignment
from roundtables.models.date_polls import CandidateDate, DatePoll
from roundtables.models.experts import Expert, Unavailability
from roundtables.models.feeds import CalendarFeed
from roundtables.models.forecasts import Forecast
from roundtables.models.invitations import Invitation
from roundtables.models.messages import InvitationMessage, Notice
from roundtables.models.packets import AfterActionReport, Feedback, Packet, PacketPublication
from roundtables.models.polled_people import DateAnswer, PolledPerson
from roundtables.models.reminders import ReminderRound
from roundtables.models.roundtables import Roundtable, SectorSeats
from roundtables.models.rsvps import RsvpAnswer, RsvpLink
from roundtables.models.the_day import CheckIn, Commitment, Note
from roundtables.models.venues import Venue
from roundtables.models.waves import Sending, Wave

__all__ = [
    "BY_LINK",
    "BY_RULE",
    "AfterActionReport",
    "AgendaItem",
    "Assignment",
    "CalendarFeed",
    "CandidateDate",
    "Channel",
    "CheckIn",
    "Commitment",
    "DateAnswer",
    "DatePoll",
    "Expert",
    "Feedback",
    "Forecast",
    "Invitation",
    "InvitationMessage",
    "Note",
    "Notice",
    "Packet",
    "PacketPublication",
    "PolledPerson",
    "ReminderRound",
    "Roundtable",
    "RsvpAnswer",
    "RsvpLink",
    "SectorSeats",
    "Sending",
    "Unavailability",
    "Venue",
    "Wave",
]
