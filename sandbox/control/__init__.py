"""The sandbox's own pages: break things, make the clouds misbehave, read what was called."""

from sandbox.control.application import create_control

__all__ = ["create_control"]
