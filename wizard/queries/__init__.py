"""Every read pages need, by subject."""
