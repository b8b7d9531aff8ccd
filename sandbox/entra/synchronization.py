"""Synchronization jobs: what a cycle does, and what a job says of itself afterwards.

Nothing runs in the background. A cycle that has become due is carried out by whichever request comes next
(`settle`), with the clouds' time. Sources: Graph docs, synchronizationJob and synchronizationStatus; Entra's
AWS tutorial (what is imported, what is skipped, about 40 minutes a cycle).
"""

import uuid
from datetime import datetime, timedelta
from typing import Any

from sandbox.entra.aws_account import AccountRefused, list_roles
from sandbox.entra.keys import graph_time
from sandbox.entra.role_import import Imported, import_roles
from sandbox.rows import Row
from sandbox.world import World

JOBS, SECRETS, LOG = "entra.synchronizationJobs", "entra.synchronizationSecrets", "entra.provisioningLog"
NEVER = "0001-01-01T00:00:00Z"
AWS_TEMPLATE, SCIM_TEMPLATE = "aws", "aWSSingleSignon"

_NO_INTERVAL = "P10675199DT2H48M5.4775807S"
_CYCLE_SECONDS = 2400


def settle(world: World) -> None:
    """Carry out every cycle that is due. Hold the world's lock; Graph calls this first at each request."""
    due = [job for job in world.table(JOBS).values() if job["due"] and _time(job["due"]) <= world.now()]
    if not due:
        return
    with world.changing():
        for job in due:
            _cycle(world, job)


def cycle_seconds(world: World) -> int:
    """How long a cycle takes: the tenant's setting "synchronization", else the 40 minutes of the real one."""
    return int(world.table("entra.settings").get("synchronization", {}).get("seconds", _CYCLE_SECONDS))


def new_job(world: World, *, principal: str, template: str, tenant: str) -> Row:
    """A job as it is made: switched off, never run. Its id has the real one's form."""
    return {
        "id": f"{template}.{tenant.replace('-', '')}.{uuid.uuid4()}",
        "principal": principal,
        "templateId": template,
        "state": "Disabled",
        "began": None,
        "due": None,
        "status": _status("NotConfigured"),
    }


def start(world: World, job: Row) -> None:
    """Switch a job on; a quarantine is lifted. A job that is on stays as it is."""
    if job["state"] == "Active" and job["status"]["quarantine"] is None:
        return
    ran = job["status"]["lastSuccessfulExecution"] is not None
    job["state"] = "Active"
    job["status"] = {**job["status"], "code": "Active" if ran else "NotRun", "quarantine": None}
    _plan(world, job)


def pause(job: Row) -> None:
    """Stop after what is done; `start` carries on."""
    job.update(state="Paused", due=None, status={**job["status"], "code": "Paused"})


def restart(world: World, job: Row) -> None:
    """Begin from nothing, as resetScope "Full" does."""
    job.update(state="Active", status=_status("NotRun"))
    _plan(world, job)


def resume(world: World, job: Row) -> None:
    """Let a job that came back with its application wait for a whole cycle."""
    if job["state"] == "Active":
        _plan(world, job)


def shown(world: World, job: Row) -> Row:
    """The job as Graph shows it."""
    interval = f"PT{cycle_seconds(world)}S" if job["state"] != "Disabled" else _NO_INTERVAL
    return {
        "id": job["id"],
        "templateId": job["templateId"],
        "schedule": {"expiration": None, "interval": interval, "state": job["state"]},
        "status": job["status"],
        "synchronizationJobSettings": [],
    }


def _plan(world: World, job: Row) -> None:
    now = world.now()
    job["began"] = graph_time(now)
    job["due"] = graph_time(now + timedelta(seconds=cycle_seconds(world)))


def _cycle(world: World, job: Row) -> None:
    at = job["due"]
    secrets = world.table(SECRETS).get(job["principal"], {}).get("values", {})
    try:
        key, secret = secrets.get("ClientSecret", ""), secrets.get("SecretToken", "")
        roles = list_roles(world, key_id=key, secret=secret)
    except AccountRefused as error:
        _fail(world, job, at, error)
    else:
        imported = import_roles(world, job["principal"], roles)
        _succeed(world, job, at, imported)
    _plan(world, job)
    if job["status"]["quarantine"]:
        job["status"]["quarantine"]["nextAttempt"] = job["due"]


def _succeed(world: World, job: Row, at: str, imported: Imported) -> None:
    before = job["status"]
    execution = _execution(job, at, "Succeeded", imported=imported.read, exported=imported.changed)
    first = before["steadyStateFirstAchievedTime"]
    job["status"] = {
        **_status("Active"),
        "lastExecution": execution,
        "lastSuccessfulExecution": execution,
        "lastSuccessfulExecutionWithExports": execution
        if imported.changed
        else before["lastSuccessfulExecutionWithExports"],
        "steadyStateFirstAchievedTime": at if first == NEVER else first,
        "steadyStateLastAchievedTime": at,
        "synchronizedEntryCountByType": [{"key": "Role", "value": imported.known}],
    }
    for line in imported.lines:
        world.table(LOG)[str(uuid.uuid4())] = {
            "at": at,
            "job": job["id"],
            "principal": job["principal"],
            "cycle": execution["activityIdentifier"],
            **line,
        }


def _fail(world: World, job: Row, at: str, refused: AccountRefused) -> None:
    before, error = job["status"], credentials_error(refused)
    seen = before["quarantine"]
    job["status"] = {
        **before,
        "code": "Quarantine",
        "countSuccessiveCompleteFailures": before["countSuccessiveCompleteFailures"] + 1,
        "lastExecution": {**_execution(job, at, "Failed"), "error": error},
        "quarantine": {
            "currentBegan": seen["currentBegan"] if seen else at,
            "error": error,
            "nextAttempt": at,
            "reason": "EncounteredQuarantineException",
            "seriesBegan": seen["seriesBegan"] if seen else at,
            "seriesCount": seen["seriesCount"] + 1 if seen else 1,
        },
    }


def credentials_error(refused: AccountRefused) -> Row:
    """A synchronizationError. The code is a guess after the one known of SCIM targets
    (SystemForCrossDomainIdentityManagementCredentialValidationFailure); nobody published the one for AWS."""
    return {
        "code": "AmazonWebServicesCredentialValidationFailure",
        "message": "You appear to have entered invalid credentials. Please confirm you are using the correct "
        f"information for an administrative account. AWS answered {refused.code}: {refused}",
        "tenantActionable": True,
    }


def _status(code: str) -> dict[str, Any]:
    return {
        "code": code,
        "countSuccessiveCompleteFailures": 0,
        "escrowsPruned": False,
        "lastExecution": None,
        "lastSuccessfulExecution": None,
        "lastSuccessfulExecutionWithExports": None,
        "progress": [],
        "quarantine": None,
        "steadyStateFirstAchievedTime": NEVER,
        "steadyStateLastAchievedTime": NEVER,
        "synchronizedEntryCountByType": [],
        "troubleshootingUrl": None,
    }


def _execution(job: Row, at: str, state: str, *, imported: int = 0, exported: int = 0) -> dict[str, Any]:
    counts = {
        "countEntitled": imported,
        "countEntitledForProvisioning": imported,
        "countEscrowed": 0,
        "countEscrowedRaw": 0,
        "countExported": exported,
        "countExports": exported,
        "countImported": imported,
        "countImportedDeltas": 0,
        "countImportedReferenceDeltas": 0,
    }
    times = {"timeBegan": job["began"], "timeEnded": at}
    return {"activityIdentifier": str(uuid.uuid4()), "error": None, "state": state, **times, **counts}


def _time(text: str) -> datetime:
    return datetime.fromisoformat(text)
