"""What IAM says of the account as a whole."""

from sandbox.aws.calls import ApiCall, Result


def summary(call: ApiCall) -> Result:
    """GetAccountSummary: what the sandbox counts, and the default quotas."""

    def count(table: str) -> int:
        return sum(row["account"] == call.caller.account for row in call.world.table(table).values())

    return {
        "SummaryMap": {
            "Providers": count("iam.saml_providers"),
            "Roles": count("iam.roles"),
            "RolesQuota": 1000,
            "Users": count("iam.users"),
            "UsersQuota": 5000,
            "Policies": count("iam.policies"),
            "PoliciesQuota": 1500,
            "AttachedPoliciesPerRoleQuota": 10,
            "AttachedPoliciesPerUserQuota": 10,
            "PolicySizeQuota": 6144,
            "UserPolicySizeQuota": 2048,
            "RolePolicySizeQuota": 10240,
            "AccessKeysPerUserQuota": 2,
            "AssumeRolePolicySizeQuota": 2048,
            "AccountAccessKeysPresent": 0,
            "AccountMFAEnabled": 1,
        }
    }


def aliases(call: ApiCall) -> Result:
    """ListAccountAliases: an account has one or none."""
    alias = call.world.table("aws.accounts")[call.caller.account].get("alias")
    return {"AccountAliases": [alias] if alias else [], "IsTruncated": False}
