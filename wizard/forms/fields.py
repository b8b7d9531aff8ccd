"""Form fields made from items: the item's own reader and its agreement with the record are the check."""

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile

from federation.errors import InvalidValue
from federation.items import Item
from federation.record import Record
from federation.saml.metadata import MAX_METADATA_BYTES

_MEGABYTE = 1024 * 1024


def _checked(item: Item[Any], record: Record, raw: str) -> Any:
    try:
        value = item.read(raw)
        item.agree(value, record)
    except InvalidValue as error:
        raise forms.ValidationError(error.message, code=error.code) from error
    return value


def _help(item: Item[Any], *, choosing: bool) -> str:
    return item.why if choosing or not item.expected else f"{item.why} What to enter: {item.expected}"


def _choices(suggestions: list[str], *, required: bool) -> list[tuple[str, str]]:
    """Suggestions read "value · what a person knows it by"; other lines only inform."""
    split = [line.split(" · ", 1) for line in suggestions if " · " in line]
    found = [(value, f"{known_by} · {value}") for value, known_by in split]
    return [*found, ("", "None of these")] if found and not required else found


class ItemField(forms.CharField):
    """One item, typed. `one_of`: another field of the form can be filled instead."""

    one_of = False

    def __init__(self, item: Item[Any], record: Record, *, required: bool, suggestions: list[str]) -> None:
        self.item, self.record = item, record
        missing = f"Choose {item.label.lower()}." if item.choices else f"Enter {item.label.lower()}."
        super().__init__(
            label=item.label,
            help_text=_help(item, choosing=bool(suggestions)),
            required=required,
            widget=self._widget(item, suggestions, required=required),
            strip=not item.lines,
            error_messages={"required": missing},
        )

    @staticmethod
    def _widget(item: Item[Any], suggestions: list[str], *, required: bool) -> forms.Widget:
        choices = list(item.choices.items()) or _choices(suggestions, required=required)
        if choices:
            return forms.RadioSelect(choices=choices)
        if item.lines:
            return forms.Textarea(attrs={"rows": 6, "spellcheck": "false"})
        return forms.TextInput(attrs={"spellcheck": "false", "autocomplete": "off"})

    def clean(self, value: Any) -> Any:
        raw = super().clean(value)
        return _checked(self.item, self.record, raw) if raw.strip() else None


class UploadField(forms.FileField):
    """One item, as a file. The file's text goes through the same check as typed text."""

    one_of = True

    def __init__(self, item: Item[Any], record: Record) -> None:
        self.item, self.record = item, record
        super().__init__(
            label=f"{item.label}: file",
            help_text="Choose the file as it was downloaded, or paste its content below.",
            required=False,
            allow_empty_file=True,
            widget=forms.FileInput(attrs={"accept": ".xml,text/xml,application/xml"}),
        )

    def clean(self, data: Any, initial: Any = None) -> Any:
        file: UploadedFile[bytes] | None = super().clean(data, initial)
        if not file:
            return None
        if (file.size or 0) > MAX_METADATA_BYTES:
            size, most = (file.size or 0) / _MEGABYTE, MAX_METADATA_BYTES / _MEGABYTE
            raise forms.ValidationError(f"This file has {size:.0f} MB. Metadata has {most:.0f} MB at most.")
        try:
            text = file.read().decode("utf-8-sig")
        except UnicodeDecodeError as error:
            raise forms.ValidationError("This file is not text in UTF-8. Choose the XML file.") from error
        return _checked(self.item, self.record, text)
