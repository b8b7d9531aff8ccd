"""The simulated clouds: real HTTP servers that the unmodified SDKs talk to.

Strict like the real ones: what they refuse is refused here, with their error codes and texts. Imports
nothing of `federation` or `wizard`, so that one mistake cannot hide in both.
"""
