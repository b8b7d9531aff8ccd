"""The pictures: pure geometry for the templates in `templates/pictures`. No database, no requests."""
