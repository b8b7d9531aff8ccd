"""The two sides of a setup."""

from enum import StrEnum


class Side(StrEnum):
    """Who must do a piece of work. Every step, item and finding belongs to one side."""

    AZURE = "azure"
    AWS = "aws"

    @property
    def label(self) -> str:
        """The cloud's name as its engineers say it."""
        return {"azure": "Azure", "aws": "AWS"}[self.value]

    @property
    def other(self) -> "Side":
        """The side across the border."""
        return Side.AWS if self is Side.AZURE else Side.AZURE
