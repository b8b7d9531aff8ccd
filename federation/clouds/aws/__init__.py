"""Amazon Web Services. Nothing outside this package knows botocore or its errors."""
