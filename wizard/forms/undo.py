"""The form that agrees to an undo."""

from typing import Any

from django import forms

from wizard.models import Run
from wizard.queries.scopes import Scope


class UndoForm(forms.Form):
    """A tick for everything that must be agreed to by itself; the setup's name before a whole side goes."""

    def __init__(self, plan: Run, scope: Scope, data: Any = None) -> None:
        super().__init__(data)
        self.setup_name = plan.setup.name
        consents = [row["consent"] for row in plan.result if row["consent"]]
        for number, consent in enumerate(consents, start=1):
            missing = "Tick this if you want it. Otherwise leave this page: nothing is removed."
            self.fields[f"consent_{number}"] = forms.BooleanField(
                label=consent, error_messages={"required": missing}
            )
        if scope.whole:
            self.fields["name"] = self._name()

    def _name(self) -> forms.CharField:
        return forms.CharField(
            label="Name of this setup",
            help_text=f"Type “{self.setup_name}” to confirm that you mean this setup.",
            widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
            error_messages={"required": f"Type “{self.setup_name}”."},
        )

    def clean_name(self) -> str:
        typed: str = self.cleaned_data["name"]
        if " ".join(typed.split()) != " ".join(self.setup_name.split()):
            raise forms.ValidationError(f"This is not the name of this setup. Type “{self.setup_name}”.")
        return typed
