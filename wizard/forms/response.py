"""The form for a captured sign-in response."""

from typing import Any

from django import forms

from federation.saml.capture import MAX_CAPTURE


class Unrepeated(forms.Textarea):
    """A text that is never sent back in a page: it is a credential, good for five minutes."""

    def format_value(self, value: Any) -> None:
        return None


class ResponseForm(forms.Form):
    """One field that takes whatever the engineer could capture."""

    response = forms.CharField(
        label="The response meant for AWS",
        help_text="The SAMLResponse value, the form body, the request as cURL, or a HAR file's content. If "
        "Entra let nobody through, paste its error text with the code AADSTS….",
        widget=Unrepeated(attrs={"rows": 6, "spellcheck": "false", "autocomplete": "off"}),
        error_messages={"required": "Paste the response. It is good for five minutes after signing in."},
        max_length=MAX_CAPTURE,
    )
