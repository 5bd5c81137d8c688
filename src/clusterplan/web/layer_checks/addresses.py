"""Where files are sent to be looked at; the limit of their size hangs on it."""

__all__ = ["CHECKS"]

CHECKS = "/layer-checks"
"""Path of the route."""
