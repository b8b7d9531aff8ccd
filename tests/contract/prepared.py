"""The tenant in which the call of every route succeeds."""

from sandbox.aws.seed import ENGINEER_KEY, ENGINEER_SECRET
from sandbox.entra import seed
from sandbox.entra.graph_call import client_principal_id
from sandbox.entra.seed import stable_id
from sandbox.entra.synchronization import LOG
from tests.sandbox.contoso import CUSTOM, GALLERY, Contoso

SECRETS = [{"key": "ClientSecret", "value": ENGINEER_KEY}, {"key": "SecretToken", "value": ENGINEER_SECRET}]


def set_up(contoso: Contoso) -> dict[str, str]:
    """A tenant with applications of all kinds: set up, fresh, deleted and provisioning; its ids by name."""
    app, fresh, deleted = contoso.saml_app(), contoso.instantiate("Fresh"), contoso.instantiate("Deleted")
    contoso.graph.delete(deleted.path).raise_for_status()
    app.sign_in(seed.ALICE)
    assignments = contoso.graph.get(f"{app.principal_path}/appRoleAssignedTo").json()["value"]
    policies = contoso.graph.get(f"{app.principal_path}/claimsMappingPolicies").json()["value"]
    return {
        "template": CUSTOM,
        "application": app.object_id,
        "appId": app.app_id,
        "principal": app.principal_id,
        "role": app.role_ids[0],
        "freshApplication": fresh.object_id,
        "freshPrincipal": fresh.principal_id,
        "assignment": assignments[0]["id"],
        "policy": policies[0]["id"],
        "user": stable_id(seed.ALICE),
        "supervisor": stable_id(seed.CAROL),
        "group": stable_id(seed.AGENTS),
        "supervisors": stable_id(seed.SUPERVISORS),
        "deleted": deleted.object_id,
        "handoff": client_principal_id(seed.CLIENT_ID),
        "owner": stable_id(seed.ADMIN),
        **_provisioning(contoso),
    }


def _provisioning(contoso: Contoso) -> dict[str, str]:
    """Two gallery applications: one with a synchronization job, one that has none yet."""
    gallery, bare = (contoso.instantiate(name, template=GALLERY) for name in ("Gallery", "Bare"))
    synchronization = f"{gallery.principal_path}/synchronization"
    made = contoso.graph.post(f"{synchronization}/jobs", json={"templateId": "aws"}).raise_for_status()
    contoso.graph.put(f"{synchronization}/secrets", json={"value": SECRETS}).raise_for_status()
    contoso.world.table(LOG)[stable_id("skipped")] = {
        "at": "2026-08-20T10:00:00Z",
        "job": made.json()["id"],
        "principal": gallery.principal_id,
        "cycle": stable_id("cycle"),
        "action": "other",
        "result": "skipped",
        "name": "Both",
        "source": "arn:aws:iam::111122223333:role/Both",
        "reason": "The role trusts more than one SAML provider.",
    }
    return {
        "gallery": gallery.principal_id,
        "bare": bare.principal_id,
        "job": made.json()["id"],
        "factory": "aws",
    }
