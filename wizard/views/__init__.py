"""Pages: read the request, ask permission, call one action or query, render."""
