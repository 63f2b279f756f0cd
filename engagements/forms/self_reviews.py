"""Forms of the self-review."""

from hashlib import sha256
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Div, Field, Layout, Submit
from django import forms
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from bcp.accounts.models import Center, User
from bcp.core.actions import Refused
from bcp.core.forms import BaseForm
from engagements import reviewing
from engagements.enums import NOT_APPLICABLE_LABEL, UNKNOWN_LABEL, ReviewState, Scale
from engagements.models import Answer, Question, SelfReview

UNKNOWN, NOT_APPLICABLE = "unknown", "na"
KEPT = ("value", "is_unknown", "is_not_applicable", "reason", "evidence", "is_flagged")


class SelfReviewStartForm(BaseForm):
    """Name a new self-review."""

    submit_label = "Start"
    is_once = True

    title = forms.CharField(label="Name of the self-review", max_length=120)

    def __init__(self, *args: Any, center: Center, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.center = center
        self.cancel_url = reverse("engagements:self_review_list")
        self.fields["title"].initial = f"Self-review {timezone.localdate().year}"

    def save(self, *, by: User) -> SelfReview | None:
        """Begin it; a refusal is shown on the form."""
        try:
            return reviewing.start_review(self.center, self.cleaned_data["title"], by=by)
        except Refused as refusal:
            self.add_error(None, refusal.reason)
            return None


class QuestionHead:
    """A part of the form's layout: the question's code, guidance and last time's answer."""

    def __init__(self, question: Question, answer: Answer | None, previous: Answer | None) -> None:
        self.context = {"question": question, "answer": answer, "previous": previous}

    def render(self, form: Any, context: Any, *args: Any, **kwargs: Any) -> str:
        """Called by crispy-forms."""
        return render_to_string("engagements/question_head.html", self.context)


class Fold(Div):  # type: ignore[misc]  # crispy-forms ships no types
    """Fields that few people need, folded away unless they hold something or an error."""

    template = "engagements/fold.html"

    def __init__(self, *fields: Any, is_open: bool) -> None:
        super().__init__(*fields)
        self.is_open = is_open


class AnswersForm(BaseForm):
    """The questions of one focus area. What is not answered yet may stay empty."""

    form_class = "bcp-form bcp-answers-form"

    def __init__(
        self, *args: Any, review: SelfReview, questions: list[Question], **kwargs: Any
    ) -> None:
        self.review = review
        self.questions = questions
        self.answers = {
            row.question_id: row for row in review.answers.select_related("answered_by")
        }
        # Django copies base_fields into the form; with its own, each form has the fields it needs.
        self.base_fields = {  # type: ignore[misc]  # declared per class, read per form
            name: field for question in questions for name, field in self.fields_of(question)
        }
        super().__init__(*args, **kwargs)
        self.autosave_url = reverse(
            "engagements:self_review_edit", args=[review.pk, questions[0].focus_area_id]
        )

    def fields_of(self, question: Question) -> list[tuple[str, forms.Field]]:
        """Answer, reason, evidence and flag of one question, and what the page showed of them."""
        answer = self.answers.get(question.pk)
        choice = forms.ChoiceField(
            label=question.text,
            choices=choices_of(question),
            widget=forms.RadioSelect,
            required=False,
            initial=answer.choice if answer else "",
        )
        reason = forms.CharField(
            label="Why it does not apply",
            max_length=300,
            required=False,
            initial=answer.reason if answer else "",
        )
        evidence = forms.CharField(
            label="Evidence",
            max_length=2000,
            required=False,
            widget=forms.Textarea(attrs={"rows": 2}),
            initial=answer.evidence if answer else "",
        )
        flag = forms.BooleanField(
            label="Look at it again", required=False, initial=bool(answer and answer.is_flagged)
        )
        was = forms.CharField(
            required=False, widget=forms.HiddenInput, initial=fingerprint(kept_of(answer))
        )
        fields = {
            "choice": choice, "reason": reason, "evidence": evidence, "flag": flag, "was": was,
        }  # fmt: skip
        return [(f"{question.code}-{name}", field) for name, field in fields.items()]

    def clean(self) -> dict[str, Any]:
        """Not applicable needs a reason."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        for question in self.questions:
            code = question.code
            if cleaned.get(f"{code}-choice") == NOT_APPLICABLE and not cleaned.get(
                f"{code}-reason"
            ):
                self.add_error(f"{code}-reason", f"Say why {code} does not apply.")
        return cleaned

    def get_layout(self) -> Layout:
        """One block per question; what few people need stands folded below the answer."""
        previous: dict[str, Answer] = {}
        if self.review.previous:
            rows = self.review.previous.answers.select_related("question")
            previous = {row.question.code: row for row in rows}
        return Layout(
            *(
                Div(
                    QuestionHead(
                        question, self.answers.get(question.pk), previous.get(question.code)
                    ),
                    Field(f"{question.code}-choice", wrapper_class="bcp-answers"),
                    Fold(
                        *(f"{question.code}-{name}" for name in ("evidence", "reason", "flag")),
                        is_open=self.has_more(question),
                    ),
                    css_class="bcp-question",
                    css_id=question.code,
                )
                for question in self.questions
            )
        )

    def has_more(self, question: Question) -> bool:
        """Whether evidence, reason or flag of a question must be seen at once."""
        answer = self.answers.get(question.pk)
        is_kept = answer is not None and bool(answer.evidence or answer.reason or answer.is_flagged)
        return is_kept or any(name.startswith(f"{question.code}-") for name in self.errors)

    @property
    def helper(self) -> FormHelper:
        """Two ways on: save, or save and go to the next section."""
        helper = super().helper
        helper.add_input(Submit("next", "Save and continue"))
        return helper

    def save(self, *, by: User) -> bool:
        """Keep what changed, question by question; a refusal is shown on the form."""
        try:
            with transaction.atomic():
                self.review.require(ReviewState.DRAFT)
                for question in self.questions:
                    given = self.given_to(question)
                    if self.is_new(question, given, by):
                        self.review.answer(question, by=by, **given)
        except Refused as refusal:
            self.add_error(None, refusal.reason)
        return self.is_valid()

    def is_new(self, question: Question, given: dict[str, Any], by: User) -> bool:
        """Whether there is something to keep.

        What somebody else answered since the page was opened stays, where this page left it alone.
        """
        answer = self.answers.get(question.pk)
        is_left_alone = self.cleaned_data[f"{question.code}-was"] == fingerprint(given)
        if is_left_alone and answer is not None and answer.answered_by != by:
            return False
        return given != kept_of(answer)

    def given_to(self, question: Question) -> dict[str, Any]:
        """What the form says about one question, as the answer keeps it."""
        facts = {
            name: self.cleaned_data[f"{question.code}-{name}"]
            for name in ("choice", "reason", "evidence", "flag")
        }
        choice = facts["choice"]
        return {
            "value": int(choice) if choice.isdigit() else None,
            "is_unknown": choice == UNKNOWN,
            "is_not_applicable": choice == NOT_APPLICABLE,
            "reason": facts["reason"] if choice == NOT_APPLICABLE else "",
            "evidence": facts["evidence"].replace("\r\n", "\n"),
            "is_flagged": facts["flag"],
        }


def choices_of(question: Question) -> list[tuple[str, str]]:
    """The answers of a question's scale, then "don't know" and "not applicable"."""
    labels = Scale(question.scale).answer_labels
    return [
        *((str(value), label) for value, label in labels.items()),
        (UNKNOWN, UNKNOWN_LABEL),
        (NOT_APPLICABLE, NOT_APPLICABLE_LABEL),
    ]


def kept_of(answer: Answer | None) -> dict[str, Any]:
    """What is kept of an answer, in the shape in which the form gives it; 0 is an answer."""
    answer = answer or Answer()
    return {name: getattr(answer, name) for name in KEPT}


def fingerprint(kept: dict[str, Any]) -> str:
    """A short mark of an answer, by which a page knows what it showed."""
    return sha256(repr([kept[name] for name in KEPT]).encode()).hexdigest()[:16]
