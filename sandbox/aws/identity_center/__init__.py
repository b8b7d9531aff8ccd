"""The simulated IAM Identity Center: instance, applications, identity store, SCIM, portal."""
