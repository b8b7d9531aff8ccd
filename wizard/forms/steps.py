"""The form of a step's questions, and the form for what was done by hand."""

import json
from collections.abc import Iterable
from typing import Any

from django import forms
from django.forms.utils import ErrorDict, ErrorList
from django.http import QueryDict

from federation.items import ITEMS, Item
from federation.steps.base import Ask, Step
from wizard.actions.answers import Answers, Conflict
from wizard.forms.fields import ItemField, UploadField
from wizard.record import SetupRecord

FILE = "_file"


class StepForm(forms.Form):
    """Asks for items. `base` remembers which revisions the page showed, so that nobody overwrites blindly."""

    base = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, step: Step, record: SetupRecord, asks: Iterable[Ask], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.step, self.record = step, record
        self.refused: dict[str, str] = {}
        self.keys = [self._add(ask) for ask in asks]
        numbers = {key: record.revisions[key].number for key in self.keys if key in record.revisions}
        self.initial["base"] = json.dumps(numbers)

    def _add(self, ask: Ask) -> str:
        item = ask.item
        current = self.record.revisions.get(item.key)
        if item.upload:
            self.fields[item.key + FILE] = UploadField(item, self.record)
        required = not ask.optional and not item.upload
        field = ItemField(item, self.record, required=required, suggestions=self._likely(item))
        # A file or its text, an instance or an alias: one of them is needed, so neither is called optional.
        field.one_of = ask.one_of or item.upload
        self.fields[item.key] = field
        self.initial[item.key] = current.text if current else ask.default.format(marker=self.record.marker)
        return item.key

    def _likely(self, item: Item[Any]) -> list[str]:
        source = item.suggested_by
        return list(self.record.get(source) or ()) if source is not None else []

    @property
    def errors(self) -> ErrorDict:
        """What is wrong with what was typed; before typing, what the cloud refused last time."""
        if self.is_bound or not self.refused:
            return super().errors
        return ErrorDict({key: ErrorList([sentence]) for key, sentence in self.refused.items()})

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        for key in self.keys:
            self._merge_upload(key, cleaned)
        if not self.errors:
            for key, sentence in self._disagreements(self._values(cleaned)).items():
                self.add_error(key if key in self.fields else None, sentence)
        return cleaned

    def _disagreements(self, values: dict[str, Any]) -> dict[str, str]:
        asked = all(ask.item.key in self.fields for ask in self.step.asks)
        answers = self.step.check_answers(values, self.record) if asked else {}
        return {**answers, **self.step.check_pasted(values, self.record)}

    def _merge_upload(self, key: str, cleaned: dict[str, Any]) -> None:
        if not ITEMS[key].upload or key + FILE in self.errors:
            return
        uploaded = cleaned.get(key + FILE)
        if uploaded is not None:
            # The file counts, whatever stood in the field; and a browser cannot offer a file again.
            self.errors.pop(key, None)
            cleaned[key] = uploaded
            self._show(key, ITEMS[key].write(uploaded))
        elif key not in self.errors and cleaned.get(key) is None:
            self.add_error(key, "Choose a file or paste its content.")

    def _show(self, name: str, text: str) -> None:
        """Let the page show another text in a field than was posted."""
        if isinstance(self.data, QueryDict):
            self.data = self.data.copy()
            self.data[name] = text

    def _values(self, cleaned: dict[str, Any]) -> dict[str, Any]:
        return {key: cleaned[key] for key in self.keys if cleaned.get(key) is not None}

    @property
    def answers(self) -> Answers:
        """What was typed, for the action. Only for a valid form."""
        uploaded = frozenset(key for key in self.keys if self.cleaned_data.get(key + FILE))
        base = self._base()
        withdrawn = {key: None for key in self.keys if self.cleaned_data.get(key) is None and key in base}
        return Answers(self._values(self.cleaned_data) | withdrawn, base, uploaded)

    def _base(self) -> dict[str, int]:
        try:
            numbers = json.loads(self.cleaned_data.get("base") or "{}")
        except (ValueError, RecursionError):
            return {}
        return {k: v for k, v in numbers.items() if isinstance(v, int)} if isinstance(numbers, dict) else {}

    def show_conflicts(self, conflicts: list[Conflict]) -> None:
        """Say beside each field what somebody else saved meanwhile, and let a second press replace it."""
        numbers = self._base()
        for conflict in conflicts:
            theirs = conflict.theirs
            who = theirs.person.name if theirs.person else "Handoff"
            numbers[conflict.key] = theirs.number
            self.add_error(
                conflict.key,
                f"{who} saved “{theirs.brief}” while you were typing. Your value is not saved yet: press again "
                "to replace theirs, or change it.",
            )
        self._show("base", json.dumps(numbers))


def questions_form(step: Step, record: SetupRecord, **kwargs: Any) -> StepForm:
    """What the step asks before it can be planned."""
    return StepForm(step, record, step.asks, **kwargs)


def by_hand_form(step: Step, record: SetupRecord, **kwargs: Any) -> StepForm:
    """The step's questions and everything it gives, to paste back after working by hand."""
    missing = any(item not in record for item in step.needs)
    foreseen = {} if missing else step.foreseen(step.assume_defaults(record))
    results = (Ask(item, default=foreseen.get(item, ""), optional=item in step.informs) for item in step.gives)
    questions = (ask for ask in step.asks if ask.by_hand)
    return StepForm(step, record, (*questions, *results), **kwargs)
