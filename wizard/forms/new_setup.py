"""The form that starts a setup."""

from typing import Any

from django import forms

from federation.routes import ROUTES
from wizard.actions.setups import Participant
from wizard.models import Person, Role

_ROLES = (Role.AZURE, Role.AWS, Role.MANAGER)


class NewSetupForm(forms.Form):
    """A name, the route, and who does what."""

    name = forms.CharField(
        max_length=120,
        label="Name of the setup",
        help_text="So that everybody knows which one is meant.",
        error_messages={"required": "Enter a name for the setup."},
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
            self.fields[f"{role.value}_name"] = forms.CharField(
                max_length=120,
                label=f"{role.label}: name",
                error_messages={"required": f"Enter the name of the {role.label}."},
            )
            self.fields[f"{role.value}_email"] = forms.EmailField(
                label=f"{role.label}: e-mail address",
                error_messages={"required": f"Enter the e-mail address of the {role.label}."},
            )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        for role in _ROLES:
            self._same_name(role, cleaned)
        if cleaned.get("azure_email") and cleaned["azure_email"] == cleaned.get("aws_email"):
            self.add_error("aws_email", "This is the Azure engineer's address. Enter that of the AWS engineer.")
        return cleaned

    def _same_name(self, role: Role, cleaned: dict[str, Any]) -> None:
        """Whoever is known already keeps their name; a slip in the address must not bring in somebody else."""
        email, name = cleaned.get(f"{role.value}_email"), cleaned.get(f"{role.value}_name")
        known = Person.objects.filter(email__iexact=email).first() if email else None
        if known and name and known.name.casefold() != name.casefold():
            self.add_error(
                f"{role.value}_email", f"{email} is already {known.name}. Enter that name, or another address."
            )

    @property
    def setup(self) -> dict[str, Any]:
        """Arguments of `start_setup`. Only for a valid form."""
        data = self.cleaned_data
        participants = [
            Participant(name=data[f"{role.value}_name"], email=data[f"{role.value}_email"], role=role)
            for role in _ROLES
        ]
        return {"name": data["name"], "route": data["route"], "participants": participants}
