"""What an invitee fills in. No cookie is needed: the form carries a key made for its link."""

import hmac
import time
from hashlib import sha256
from typing import Any, ClassVar

from crispy_forms.layout import Layout
from django import forms
from django.conf import settings
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from bcp.core.forms import BaseForm
from bcp.core.ids import number
from engagements.enums import RoundtableFormat
from roundtables.enums import ParticipationMode
from roundtables.models.rsvps import hash_of

CHOICES = ("yes", "no", "maybe", "delegate")
ANEW = _(
    "Open the link in your mail again, and answer from the page that appears. "
    "Nothing has been changed."
)
TOO_QUICK = 3  # seconds: nobody reads the page and answers in less


def form_key(token: str, *, at: float | None = None) -> str:
    """A key for the forms of one personal link, with the second in which the page was made.

    It stands in for Django's CSRF cookie, which some mail apps throw away: only who has seen the
    page of this very link can send its forms.
    """
    moment = str(int(time.time() if at is None else at))
    return f"{moment}.{_signature(token, moment)}"


def age_of(key: str, token: str) -> float | None:
    """Seconds since the page with this key was made; None when the key is not this link's."""
    moment, _, signature = key.partition(".")
    if not hmac.compare_digest(signature.encode(), _signature(token, moment).encode()):
        return None
    return max(0.0, time.time() - int(moment))


def _signature(token: str, moment: str) -> str:
    text = f"rsvp:{hash_of(token)}:{moment}".encode()
    return hmac.new(settings.SECRET_KEY.encode(), text, sha256).hexdigest()[:32]


def problem_of(sent: QueryDict) -> str:
    """Why what the page sent is no answer; empty when it is one.

    Nothing is chosen beforehand: a click on the button alone is no answer. Two checks written out,
    because a form class took longer to set up than the answer takes to be written.
    """
    if sent.get("answer") not in CHOICES:
        return str(_("Choose one of the answers, then press “Send reply”."))
    notice = sent.get("notice", "")
    return str(ANEW) if notice and not number(notice) else ""


class InviteeForm(BaseForm):
    """A form on a personal page: in the reader's language, sent with the link's own key."""

    has_free_text_notice = False
    too_long: ClassVar[dict[str, Any]] = {
        "max_length": _("Shorten this to %(limit_value)d characters or fewer.")
    }

    @property
    def helper(self) -> Any:
        """The fields only: the template writes the form element and its button."""
        helper = super().helper
        helper.form_tag = False
        helper.disable_csrf = True
        helper.inputs = []
        return helper


class RsvpDetailsForm(InviteeForm):
    """How somebody who is going takes part."""

    mode = forms.ChoiceField(
        label=_("How will you take part?"),
        choices=[],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose how you will take part.")},
    )
    badge_name = forms.CharField(
        label=_("Name on your badge"),
        max_length=120,
        required=False,
        error_messages=InviteeForm.too_long,
    )
    access_needs = forms.CharField(
        label=_("Access or dietary needs"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages=InviteeForm.too_long,
    )

    def __init__(self, *args: Any, format: str, delete_by: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        modes = {
            RoundtableFormat.IN_PERSON: [ParticipationMode.IN_PERSON],
            RoundtableFormat.VIRTUAL: [ParticipationMode.VIRTUAL],
        }.get(RoundtableFormat(format), list(ParticipationMode))
        words = {
            ParticipationMode.IN_PERSON: _("In person"),
            ParticipationMode.VIRTUAL: _("Online"),
        }
        self.fields["mode"].choices = [(mode.value, words[mode]) for mode in modes]  # type: ignore[attr-defined]  # a ChoiceField
        if len(modes) == 1:
            del self.fields["mode"]
        self.only_mode = modes[0].value if len(modes) == 1 else ""
        needs = self.fields["access_needs"]
        needs.help_text = _(
            "For example a ramp, an interpreter, large print, a meal without nuts. Optional; seen"
            " only by the people who plan the meeting, and deleted by %(day)s."
        ) % {"day": delete_by}

    @property
    def details(self) -> dict[str, str]:
        """What Invitation.save_details takes."""
        data = self.cleaned_data
        return {
            "mode": data.get("mode") or self.only_mode,
            "badge_name": data["badge_name"],
            "access_needs": data["access_needs"],
        }


class RsvpReasonForm(InviteeForm):
    """After a No: why, and who could come instead. Both may stay empty."""

    reason = forms.CharField(
        label=_("Why can you not come? (optional)"),
        max_length=300,
        required=False,
        error_messages=InviteeForm.too_long,
    )
    suggestion = forms.CharField(
        label=_("Whom should we ask instead? (optional)"),
        help_text=_("A name and an organization are enough. We do not write to them by ourselves."),
        max_length=300,
        required=False,
        error_messages=InviteeForm.too_long,
    )


class RsvpDelegateForm(InviteeForm):
    """Who comes instead."""

    name = forms.CharField(
        label=_("Their name"),
        max_length=120,
        error_messages={"required": _("Enter the name of your colleague."), **InviteeForm.too_long},
    )
    email = forms.EmailField(
        label=_("Their e-mail address"),
        error_messages={
            "required": _("Enter the e-mail address of your colleague."),
            "invalid": _("Enter the address in full, such as name@example.org."),
            **InviteeForm.too_long,
        },
    )

    def get_layout(self) -> Layout:
        """Name, then address."""
        return Layout("name", "email")
