"""Form fields of the console's pages: label, hint and error belong to each."""

from collections.abc import Iterable, Mapping

from markupsafe import Markup

Errors = Mapping[str, str]
_FIELD = Markup('<p><label for="{id}">{label}</label><br>{hint}{error}{control}</p>')
_HINT = Markup('<span id="{id}-hint">{hint}</span><br>')
_ERROR = Markup('<span id="{id}-error" class="error">{error}</span><br>')


def _around(
    name: str, label: str, control: str, *, error: str, hint: str, values: Mapping[str, object]
) -> Markup:
    told = [f"{name}-hint"] * bool(hint) + [f"{name}-error"] * bool(error)
    described = Markup(' aria-describedby="{}"').format(" ".join(told)) if told else ""
    invalid = Markup(' aria-invalid="true"') if error else ""
    return _FIELD.format(
        id=name,
        label=label,
        hint=_HINT.format(id=name, hint=hint) if hint else "",
        error=_ERROR.format(id=name, error=error) if error else "",
        control=Markup(control).format(name=name, more=described + invalid, **values),  # noqa: S704 -- ours
    )


def text_field(name: str, label: str, value: str, *, error: str = "", hint: str = "") -> Markup:
    """One line."""
    control = '<input type="text" id="{name}" name="{name}" value="{value}"{more}>'
    return _around(name, label, control, error=error, hint=hint, values={"value": value})


def text_area(name: str, label: str, value: str, *, error: str = "", hint: str = "") -> Markup:
    """Several lines."""
    # A line break right behind the tag is not content.
    control = '<textarea id="{name}" name="{name}" rows="8" spellcheck="false"{more}>\n{value}</textarea>'
    return _around(name, label, control, error=error, hint=hint, values={"value": value})


def file_field(name: str, label: str, *, hint: str = "") -> Markup:
    """A file to upload."""
    return _around(
        name, label, '<input type="file" id="{name}" name="{name}"{more}>', error="", hint=hint, values={}
    )


def select_field(
    name: str, label: str, value: str, choices: Iterable[tuple[str, str]], *, error: str = ""
) -> Markup:
    """One of (value, text)."""
    options = Markup("").join(
        Markup('<option value="{}"{}>{}</option>').format(
            key, Markup(" selected") if key == value else "", text
        )
        for key, text in choices
    )
    control = '<select id="{name}" name="{name}"{more}>{options}</select>'
    return _around(name, label, control, error=error, hint="", values={"options": options})


def form(
    action: str, button: str, *fields: Markup, errors: Errors | None = None, upload: bool = False
) -> Markup:
    """A form with one button; a sentence above it says how many fields are wrong."""
    summary = Markup("")
    if errors:
        count = "One field needs" if len(errors) == 1 else f"{len(errors)} fields need"
        summary = Markup('<p role="alert" class="error">{} another value. Nothing was changed.</p>').format(
            count
        )
    return Markup('<form method="post" action="{}"{}>{}{}<button>{}</button></form>').format(
        action,
        Markup(' enctype="multipart/form-data"') if upload else "",
        summary,
        Markup("").join(fields),
        button,
    )


def action_button(action: str, text: str, **hidden: str) -> Markup:
    """A form that is only a button."""
    fields = Markup("").join(
        Markup('<input type="hidden" name="{}" value="{}">').format(*pair) for pair in hidden.items()
    )
    return form(action, text, fields)


def facts(rows: Iterable[tuple[str, object]]) -> Markup:
    """Names and values; an empty value shows as a dash."""
    inside = Markup("").join(
        Markup("<dt>{}</dt><dd>{}</dd>").format(name, value or "–") for name, value in rows
    )
    return Markup("<dl>{}</dl>").format(inside)


def link(address: str, text: str) -> Markup:
    """A link."""
    return Markup('<a href="{}">{}</a>').format(address, text)
