"""How the simulated Entra says no: in Graph, at the token endpoint and on sign-in pages."""

from typing import Any

from sandbox.rows import Row


class GraphError(Exception):
    """An error answer of Graph. `detail` fills the envelope's `details` list (code and target)."""

    def __init__(self, status: int, code: str, message: str, *, detail: tuple[str, str] | None = None) -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.message = message
        self.detail = detail

    def body(self, *, now: str, request_id: str, client_request_id: str) -> dict[str, Any]:
        """The envelope. Source: Graph docs "errors" and the samples gathered in the project's facts."""
        error: dict[str, Any] = {"code": self.code, "message": self.message}
        if self.detail:
            code, target = self.detail
            error["details"] = [{"code": code, "message": self.message, "target": target}]
        error["innerError"] = {"date": now, "request-id": request_id, "client-request-id": client_request_id}
        return {"error": error}


def bad_request(message: str, *, code: str = "Request_BadRequest", target: str = "") -> GraphError:
    """400. With a `target` the envelope carries details, as for conflicts and duplicates."""
    return GraphError(400, code, message, detail=(code, target) if target else None)


def not_found(object_id: str) -> GraphError:
    """404 in Graph's own words."""
    return GraphError(
        404,
        "Request_ResourceNotFound",
        f"Resource '{object_id}' does not exist or one of its queried reference-property objects "
        "are not present.",
    )


def denied() -> GraphError:
    """403: the token lacks a permission, or its person lacks the directory role."""
    return GraphError(403, "Authorization_RequestDenied", "Insufficient privileges to complete the operation.")


def no_application(app_id: str) -> GraphError:
    """400: a service principal needs its application. Source: terraform-provider-azuread."""
    return bad_request(
        f"The appId '{app_id}' of the service principal does not reference a valid application object."
    )


def invalid_value(name: str, resource: str) -> GraphError:
    """400 for a property whose value breaks a rule of the directory."""
    return bad_request(f"Invalid value specified for property '{name}' of resource '{resource}'.")


class SignInRefused(Exception):
    """Entra does not let this person in. `code` like "AADSTS50105", `message` in Entra's words."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(f"{code}: {message}")
        self.code = code
        self.message = message


class TokenRefused(SignInRefused):
    """The token endpoint says no. `error` is the OAuth 2.0 error name, `status` the HTTP status."""

    def __init__(self, code: int, message: str, *, error: str, status: int = 400) -> None:
        super().__init__(f"AADSTS{code}", message)
        self.number = code
        self.error = error
        self.status = status


def unknown_application(tenant: Row, app_id: str) -> str:
    """The text of AADSTS700016."""
    return (
        f"Application with identifier '{app_id}' was not found in the directory '{tenant['displayName']}'. "
        "This can happen if the application has not been installed by the administrator of the tenant or "
        "consented to by any user in the tenant. You may have sent your authentication request to the "
        "wrong tenant."
    )


def unknown_tenant(name: str) -> str:
    """The text of AADSTS90002."""
    return (
        f"Tenant '{name}' not found. Check to make sure you have the correct tenant ID and are signing into "
        "the correct cloud. Check with your subscription administrator, this may happen if there are no active "
        "subscriptions for the tenant."
    )
