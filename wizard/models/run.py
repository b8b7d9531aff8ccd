"""Runs: one attempt of a worker at a piece of work, with its log."""

import uuid
from typing import Any, ClassVar

from django.db import models
from django.db.models import Q

from wizard.models.person import Person
from wizard.models.setup import Setup


class Kind(models.TextChoices):
    """What a run does. Only CARRY_OUT and UNDO change a cloud."""

    PLAN = "plan", "Looks at what would change"
    CARRY_OUT = "carry-out", "Carries the step out"
    BY_HAND = "by-hand", "Done by hand"
    OBSERVE = "observe", "Reads the cloud back"
    AGREEMENT = "agreement", "Compares both clouds"
    REAL_THING = "real-thing", "Redeems a real sign-in"
    DRIFT = "drift", "Looks whether something changed"
    UNDO_PLAN = "undo-plan", "Looks at what undoing would remove"
    UNDO = "undo", "Undoes"
    INVENTORY = "inventory", "Looks what is still there"


class RunState(models.TextChoices):
    """QUEUED waits for a worker or for its time; RUNNING is leased to one; the rest are ends."""

    QUEUED = "queued", "Queued"
    RUNNING = "running", "Running"
    SUCCEEDED = "succeeded", "Done"
    FAILED = "failed", "Failed"


ACTIVE = (RunState.QUEUED, RunState.RUNNING)


class Run(models.Model):
    """One attempt at a step or a check.

    `inputs` are the fingerprints of what was used, `result` is a plan or the findings. `fence` rises with
    every claim: a worker may only write while it holds the newest. `plan` is what the person saw and
    agreed to; one plan leads to one run at most. `started_at` is when a worker first took it,
    `lost_workers` how many of them died with it. `attempts` and `troubled_since` count the tries that met an
    error since the run last got further; how far it got is `got_to`, in words `progress`.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    setup = models.ForeignKey(Setup, on_delete=models.CASCADE, related_name="runs")
    step_key = models.CharField(max_length=64)
    kind = models.CharField(max_length=16, choices=Kind)
    state = models.CharField(max_length=16, choices=RunState, default=RunState.QUEUED)
    asked_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    plan = models.OneToOneField("self", null=True, on_delete=models.PROTECT, related_name="carried_out")
    created_at = models.DateTimeField(auto_now_add=True)
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    next_attempt_at = models.DateTimeField(null=True)
    lease_until = models.DateTimeField(null=True)
    fence = models.PositiveIntegerField(default=0)
    lost_workers = models.IntegerField(default=0)
    attempts = models.PositiveIntegerField(default=0)
    troubled_since = models.DateTimeField(null=True)
    got_to = models.PositiveIntegerField(default=0)
    progress = models.CharField(max_length=200, blank=True)
    inputs: "models.JSONField[dict[str, str]]" = models.JSONField(default=dict)
    result: "models.JSONField[list[dict[str, Any]]]" = models.JSONField(default=list)
    waiting_because = models.TextField(blank=True)
    error_code = models.CharField(max_length=64, blank=True)
    error_message = models.TextField(blank=True)
    error_hint = models.TextField(blank=True)
    error_owner = models.CharField(max_length=16, blank=True)
    error_item = models.CharField(max_length=64, blank=True)
    error_detail = models.TextField(blank=True)

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["state", "next_attempt_at"]),
            models.Index(fields=["setup", "step_key", "kind"]),
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["setup", "step_key", "kind"],
                condition=Q(state__in=["queued", "running"]),
                name="one_active_run_per_step",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.step_key} ({self.state})"

    @property
    def active(self) -> bool:
        """Whether it may still change."""
        return self.state in ACTIVE

    @property
    def failed(self) -> bool:
        return self.state == RunState.FAILED

    @property
    def succeeded(self) -> bool:
        return self.state == RunState.SUCCEEDED


class RunLine(models.Model):
    """One sentence of a run's log, written the moment it happened."""

    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="lines")
    at = models.DateTimeField(auto_now_add=True)
    text = models.TextField()

    class Meta:
        ordering: ClassVar[list[str]] = ["id"]

    def __str__(self) -> str:
        return self.text
