"""The form that starts a setup."""

from typing import Any

from django import forms

from federation.routes import ROUTES
from wizard.actions.setups import Participant
from wizard.models import Role

_ROLES = (Role.AZURE, Role.AWS, Role.MANAGER)


class NewSetupForm(forms.Form):
    """A name, the route, and who does what."""

    name = forms.CharField(
        max_length=120, label="Name of the setup", help_text="So that everybody knows which one is meant."
    )
    route = forms.ChoiceField(
        choices=[(key, route.title) for key, route in ROUTES.items()],
        label="Route",
        widget=forms.RadioSelect,
        initial=next(iter(ROUTES)),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for role in _ROLES:
            self.fields[f"{role.value}_name"] = forms.CharField(max_length=120, label=f"{role.label}: name")
            self.fields[f"{role.value}_email"] = forms.EmailField(label=f"{role.label}: e-mail address")

    @property
    def setup(self) -> dict[str, Any]:
        """Arguments of `start_setup`. Only for a valid form."""
        data = self.cleaned_data
        participants = [
            Participant(name=data[f"{role.value}_name"], email=data[f"{role.value}_email"], role=role)
            for role in _ROLES
        ]
        return {"name": data["name"], "route": data["route"], "participants": participants}
