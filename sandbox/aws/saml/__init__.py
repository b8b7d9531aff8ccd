"""What AWS demands of provider metadata and of a response."""
