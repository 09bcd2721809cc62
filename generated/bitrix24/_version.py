# Copied from generator/runtime/_version.py by "python -m generator generate". Edit that file.
"""The version, in one place: the package exports it and the `User-Agent` carries it."""

from typing import Final

__version__ = "0.1.0"
USER_AGENT: Final = f"bitrix24-client/{__version__}"
