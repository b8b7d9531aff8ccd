"""The handoff record: every item with its value, origin and age."""

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from federation.items import METADATA_XML
from federation.progress import givers
from federation.sides import Side
from wizard import permissions
from wizard.queries.overview import Overview
from wizard.views.pages import SetupRequest, setup_page
from wizard.views.presenting import shown_value


@setup_page
@require_safe
def record(request: SetupRequest) -> HttpResponse:
    """Both sides' items. The project manager sees which are there, not what they are."""
    overview = Overview(request.setup)
    sides = [{"side": side, "rows": _rows(overview, side)} for side in Side]
    context = {
        "sides": sides,
        "values": permissions.may_see_values(request.user, request.setup),
    }
    return render(request, "record/record.html", context)


def _rows(overview: Overview, side: Side) -> list[dict[str, object]]:
    rows = []
    for key, step in givers(overview.route.steps).items():
        if step.side is side:
            revision = overview.record.revisions.get(key)
            shown = shown_value(revision) if revision is not None and revision.value is not None else None
            item = next(i for i in (*step.gives, *(a.item for a in step.asks)) if i.key == key)
            rows.append({"item": item, "step": step, "shown": shown})
    return rows


@setup_page
@require_safe
def metadata(request: SetupRequest) -> HttpResponse:
    """The metadata XML as a file, for working by hand in IAM."""
    if not permissions.may_see_values(request.user, request.setup):
        raise PermissionDenied("Only the engineers of this setup can read its values.")
    row = Overview(request.setup).record.revisions.get(METADATA_XML.key)
    if row is None or row.value is None:
        raise Http404
    mark = "sandbox-" if request.setup.sandbox else ""
    name = f"{mark}handoff-{request.setup.marker}-metadata.xml"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(row.text, content_type="application/xml", headers=headers)
