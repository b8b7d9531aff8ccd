"""The Django project and its only app: people, pages, the record and the queue."""
