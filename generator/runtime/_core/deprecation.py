"""`deprecated` (PEP 702) for the generated methods; typing_extensions would take longer to import than the client."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from typing_extensions import deprecated as deprecated
else:
    import functools
    import warnings

    from .explained import explained

    def deprecated(message: str):
        """Marks a method: calling it warns. An async one warns at the call, not at the await."""

        def mark(function):
            function = explained(function)

            @functools.wraps(function)
            def warning(*args, **kwargs):
                warnings.warn(message, DeprecationWarning, stacklevel=2)
                return function(*args, **kwargs)

            warning.__deprecated__ = message
            return warning

        return mark
