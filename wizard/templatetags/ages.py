"""How long ago something was, as people say it."""

from datetime import datetime, timedelta

from django import template
from django.utils.timesince import timesince
from django.utils.timezone import now

register = template.Library()


@register.filter
def ago(at: datetime) -> str:
    """ "just now", "5 minutes ago", "2 days ago": one unit, because nobody needs two."""
    if now() - at < timedelta(minutes=1):
        return "just now"
    return f"{timesince(at, depth=1)} ago"
