"""The one kind of error that colorlib raises on bad input."""

__all__ = ["ColorlibError"]


class ColorlibError(ValueError):
    """Something the caller gave cannot be used; the message says what, and what to do."""
