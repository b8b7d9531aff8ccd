"""Ledgers as older versions of Handoff left them, with what their runs had made in the clouds by then.

A recorded ledger is never changed: it is what a database holds when a newer version is started on it. For each
version that changes what a run writes, record new ones: `HANDOFF_RECORD=1 pytest tests/faults/test_deploys.py`.
"""

import json
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.core import serializers
from django.db import models
from django.utils.timezone import now

from sandbox.world import World
from wizard import models as wizard

FOLDER = Path(__file__).parent / "ledgers"
TABLES = (
    *(wizard.Person, wizard.Setup, wizard.Membership, wizard.Run, wizard.RunLine, wizard.Effect),
    *(wizard.Revision, wizard.Resource, wizard.Event),
)
"""In the order in which rows refer to each other."""

Tables = dict[str, dict[str, Any]]


def names() -> list[str]:
    return sorted(path.stem for path in FOLDER.glob("*.json"))


def keep(name: str, world: World, before: Tables) -> None:
    """Write down the ledger, and what is new in the clouds."""
    rows = [row for table in TABLES for row in table.objects.order_by("pk")]
    kept = {
        "recorded_at": now().isoformat(),
        "rows": json.loads(serializers.serialize("json", rows)),
        "clouds": {
            table: {
                key: row for key, row in world.table(table).items() if before.get(table, {}).get(key) != row
            }
            for table in list(world._tables)
        },
    }
    kept["clouds"] = {table: changed for table, changed in kept["clouds"].items() if changed}
    (FOLDER / f"{name}.json").write_text(json.dumps(kept, indent=1, sort_keys=True) + "\n")


def bring_back(name: str, world: World) -> None:
    """Put the ledger into the database and what it had made into the clouds, as if it had been just now."""
    kept = json.loads((FOLDER / f"{name}.json").read_text())
    since = now() - datetime.fromisoformat(kept["recorded_at"])
    text = json.dumps(kept["rows"])
    for loaded in serializers.deserialize("json", text, ignorenonexistent=True):
        _later(loaded.object, since)
        loaded.save()
    with world.changing():
        for table, rows in kept["clouds"].items():
            world.table(table).update(rows)


def _later(row: models.Model, since: timedelta) -> None:
    for field in row._meta.concrete_fields:
        value = getattr(row, field.attname)
        if isinstance(value, datetime):
            setattr(row, field.attname, value + since)
