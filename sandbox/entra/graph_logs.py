"""Graph: the provisioning log and the sign-in log, newest first."""

import uuid
from datetime import datetime
from typing import Any

from sandbox.entra.graph_call import GraphCall, Reply
from sandbox.entra.odata import listing
from sandbox.entra.seed import TENANT_ID
from sandbox.entra.sign_in_log import TABLE as SIGN_INS
from sandbox.entra.synchronization import LOG
from sandbox.rows import Row


def provisioning(call: GraphCall) -> Reply:
    """GET /auditLogs/provisioning: what synchronization jobs did to each role"""
    lines = sorted(call.world.table(LOG).items(), key=lambda pair: str(pair[1]["at"]), reverse=True)
    principals = call.world.table("entra.servicePrincipals")
    rows = [_summary(key, line, principals.get(line["principal"])) for key, line in lines]
    return listing(call, rows, "auditLogs/provisioning")


def sign_ins(call: GraphCall) -> Reply:
    """GET /auditLogs/signIns. The real one is minutes late; this one is not."""
    rows = sorted(
        call.world.table(SIGN_INS).values(), key=lambda row: _moment(row["createdDateTime"]), reverse=True
    )
    return listing(call, rows, "auditLogs/signIns")


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text)


def _summary(key: str, line: Row, principal: Row | None) -> dict[str, Any]:
    name, result = line["name"], line["result"]
    reason = {
        "additionalDetails": None,
        "errorCategory": "nonServiceFailure",
        "errorCode": "RoleSkipped",
        "reason": line["reason"],
        "recommendedAction": None,
    }
    return {
        "id": key,
        "activityDateTime": line["at"],
        "changeId": str(uuid.uuid5(uuid.UUID(key), "change")),
        "cycleId": line["cycle"],
        "durationInMilliseconds": 120,
        "initiatedBy": {
            "id": "",
            "displayName": "Azure AD Provisioning Service",
            "initiatorType": "system",
        },
        "jobId": line["job"],
        "modifiedProperties": [],
        "provisioningAction": line["action"],
        "provisioningStatusInfo": {"errorInformation": reason if line["reason"] else None, "status": result},
        "provisioningSteps": [],
        "servicePrincipal": {
            "id": line["principal"],
            "displayName": principal["displayName"] if principal else None,
        },
        "sourceIdentity": {"id": line["source"], "displayName": name, "identityType": "Role", "details": None},
        "sourceSystem": {"id": line["job"], "displayName": "Amazon Web Services", "details": None},
        "targetIdentity": {"id": line["source"], "displayName": name, "identityType": "Role", "details": None},
        "targetSystem": {"id": line["job"], "displayName": "Azure Active Directory", "details": None},
        "tenantId": TENANT_ID,
    }
