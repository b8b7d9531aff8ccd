"""`manage.py entry_link EMAIL [--name NAME]`: the way in for the first person, or for one who lost theirs."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management import BaseCommand, CommandError
from django.urls import reverse

from wizard.actions.setups import entry_token, new_entry_link
from wizard.models import Person


class Command(BaseCommand):
    help = "Print a new entry link for a person; links made for them before no longer work."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email")
        parser.add_argument(
            "--name",
            help="Make the person if there is none yet. They may start setups, and so decide who uses this "
            "server's cloud credentials.",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        person = Person.objects.filter(email__iexact=options["email"]).first()
        if person is None:
            if not options["name"]:
                raise CommandError("There is no such person. Add --name to make them.")
            person = Person.objects.create_person(email=options["email"], name=options["name"])
            person.may_start_setups = True
            person.save()
        new_entry_link(person)
        self.stdout.write(settings.PUBLIC_URL + reverse("enter", args=[entry_token(person)]))
