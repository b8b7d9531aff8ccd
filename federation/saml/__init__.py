"""SAML without clouds: metadata, certificates, responses."""
