"""What everything in the simulated clouds is kept as."""

from typing import Any

Row = dict[str, Any]
"""One object, as plain JSON."""

Table = dict[str, Row]
"""Objects of a kind by id."""
