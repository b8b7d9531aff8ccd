"""Graph: synchronization templates and jobs of a service principal."""

from sandbox.entra import synchronization
from sandbox.entra.errors import GraphError, bad_request, not_found
from sandbox.entra.graph_call import GraphCall, Reply, check_type, context_url, entity
from sandbox.entra.new_objects import AWS_TEMPLATE_ID, IDENTITY_CENTER_TEMPLATE_ID
from sandbox.entra.odata import listing
from sandbox.entra.seed import TENANT_ID
from sandbox.entra.synchronization import AWS_TEMPLATE, JOBS, SCIM_TEMPLATE
from sandbox.rows import Row

_PRINCIPALS = "entra.servicePrincipals"
_UNLESS = "Synchronization.ReadWrite.All"
_SCOPES = {
    "None",
    "ConnectorDataStore",
    "Escrows",
    "Watermark",
    "QuarantineState",
    "Full",
    "ForceDeletes",
}
# The names are those seen in real job ids: "aws." and "aWSSingleSignon." before tenant and number.
_TEMPLATES = {
    AWS_TEMPLATE_ID: (AWS_TEMPLATE, "Amazon Web Services (AWS)"),
    IDENTITY_CENTER_TEMPLATE_ID: (SCIM_TEMPLATE, "AWS IAM Identity Center"),
}


def template_of(principal: Row) -> str:
    """The id of the synchronization template an application brings, or "" if its template has none."""
    return _TEMPLATES.get(principal["applicationTemplateId"], ("", ""))[0]


def _templates(principal: Row) -> list[Row]:
    known = _TEMPLATES.get(principal["applicationTemplateId"])
    if known is None:
        return []
    name, description = known
    row = {
        "id": name,
        "applicationId": principal["applicationTemplateId"],
        "default": True,
        "description": description,
        "discoverable": True,
        "factoryTag": name,
        "metadata": [{"key": "GalleryApplicationIdentifier", "value": principal["applicationTemplateId"]}],
    }
    return [row]


def list_templates(call: GraphCall) -> Reply:
    """GET /servicePrincipals/{id}/synchronization/templates"""
    return listing(call, _templates(call.found(_PRINCIPALS)), _context(call, "templates"))


def get_template(call: GraphCall) -> Reply:
    """GET /servicePrincipals/{id}/synchronization/templates/{templateId}"""
    wanted = call.params["templateId"]
    for row in _templates(call.found(_PRINCIPALS)):
        if row["id"] == wanted:
            return entity(call, row, f"{_context(call, 'templates')}/$entity")
    raise not_found(wanted)


def create_job(call: GraphCall) -> Reply:
    """POST /servicePrincipals/{id}/synchronization/jobs: one job, switched off."""
    principal, template = call.owned(_PRINCIPALS, unless=_UNLESS), call.text("templateId")
    if template not in {row["id"] for row in _templates(principal)}:
        # Our guess at the words: the docs only say that the template must belong to the application.
        raise bad_request(f"Unknown template '{template}'.", code="TemplateNotFound")
    if any(job["principal"] == principal["id"] for job in call.world.table(JOBS).values()):
        # One set of credentials and one job for an AWS application. Source: Entra's AWS tutorial.
        raise GraphError(409, "Conflict", f"A job of the template '{template}' already exists.")
    job = synchronization.new_job(call.world, principal=principal["id"], template=template, tenant=TENANT_ID)
    with call.world.changing():
        call.world.table(JOBS)[job["id"]] = job
    body = synchronization.shown(call.world, job)
    return Reply(201, {"@odata.context": context_url(call, f"{_context(call, 'jobs')}/$entity"), **body})


def list_jobs(call: GraphCall) -> Reply:
    """GET /servicePrincipals/{id}/synchronization/jobs"""
    principal = call.found(_PRINCIPALS)
    jobs = [job for job in call.world.table(JOBS).values() if job["principal"] == principal["id"]]
    return listing(call, [synchronization.shown(call.world, job) for job in jobs], _context(call, "jobs"))


def get_job(call: GraphCall) -> Reply:
    """GET /servicePrincipals/{id}/synchronization/jobs/{jobId}"""
    row = synchronization.shown(call.world, job_of(call, call.found(_PRINCIPALS)))
    return entity(call, row, f"{_context(call, 'jobs')}/$entity")


def job_of(call: GraphCall, principal: Row) -> Row:
    """The job the path names, if it is one of this service principal. Raises GraphError 404."""
    job = call.row(JOBS, call.params["jobId"])
    if job["principal"] != principal["id"]:
        raise not_found(job["id"])
    return job


def start_job(call: GraphCall) -> Reply:
    """POST /servicePrincipals/{id}/synchronization/jobs/{jobId}/start"""
    job = _simulated(job_of(call, call.owned(_PRINCIPALS, unless=_UNLESS)))
    with call.world.changing():
        synchronization.start(call.world, job)
    return Reply()


def pause_job(call: GraphCall) -> Reply:
    """POST /servicePrincipals/{id}/synchronization/jobs/{jobId}/pause"""
    job = job_of(call, call.owned(_PRINCIPALS, unless=_UNLESS))
    with call.world.changing():
        synchronization.pause(job)
    return Reply()


def restart_job(call: GraphCall) -> Reply:
    """POST /servicePrincipals/{id}/synchronization/jobs/{jobId}/restart: `criteria` says what to forget.

    The docs name the scopes; the sandbox forgets everything, whichever of them is asked for.
    """
    job = _simulated(job_of(call, call.owned(_PRINCIPALS, unless=_UNLESS)))
    criteria = call.body.get("criteria") or {}
    check_type("criteria", criteria, {"criteria": dict}, "SynchronizationJob")
    scopes = str(criteria.get("resetScope", "Full")).replace(" ", "").split(",")
    if not set(scopes) <= _SCOPES:
        raise bad_request(f"Invalid value '{','.join(scopes)}' for 'resetScope'.", code="BadRequest")
    with call.world.changing():
        synchronization.restart(call.world, job)
    return Reply()


def delete_job(call: GraphCall) -> Reply:
    """DELETE /servicePrincipals/{id}/synchronization/jobs/{jobId}: the secrets stay, as do imported roles."""
    job = job_of(call, call.owned(_PRINCIPALS, unless=_UNLESS))
    with call.world.changing():
        del call.world.table(JOBS)[job["id"]]
    return Reply()


def provision_on_demand(call: GraphCall) -> Reply:
    """POST .../jobs/{jobId}/provisionOnDemand: real for people and groups, which AWS roles are neither."""
    job_of(call, call.owned(_PRINCIPALS, unless=_UNLESS))
    raise not_simulated("provisioning on demand")


def _simulated(job: Row) -> Row:
    if job["templateId"] == SCIM_TEMPLATE:
        raise not_simulated("Entra's provisioning to IAM Identity Center (SCIM)")
    return job


def not_simulated(what: str) -> GraphError:
    """Entra can do it, the sandbox cannot: an honest error instead of a wrong success."""
    return GraphError(501, "NotSimulated", f"The Handoff sandbox does not simulate {what}.")


def _context(call: GraphCall, part: str) -> str:
    return f"servicePrincipals('{call.params['id']}')/synchronization/{part}"
