"""Microsoft Entra ID: msal signs in, msgraph-sdk makes the calls. Nothing above knows either."""
