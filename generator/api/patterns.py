"""How pages say that dates and times are written, as `scrape.fields.patterns` spells it: what it means for a value."""

from __future__ import annotations

import datetime as dt
import re
from typing import Final

from .kinds import Kind

_PART: Final = re.compile("yyyy|mm|dd|hh|mi|ss")
_DIRECTIVES: Final = {"yyyy": "%Y", "mm": "%m", "dd": "%d", "hh": "%H", "mi": "%M", "ss": "%S"}
_HALF: Final = " am"
_BETWEEN: Final = re.compile(r"[-./: T]*\Z")
_WHOLE: Final = (
    ["dd", "mm"],
    ["dd", "mm", "yyyy"],
    ["dd", "hh", "mi", "mm", "yyyy"],
    ["dd", "hh", "mi", "mm", "ss", "yyyy"],
    ["hh", "mi"],
    ["hh", "mi", "ss"],
)
ISO: Final = frozenset({"iso 8601", "yyyy-mm-dd", "yyyy-mm-ddThh:mi:ss", "yyyy-mm-ddThh:mi:ss+hh:mi"})


class InvalidPattern(ValueError):
    """Text that is no pattern of a date or a time."""


class Pattern(str):
    """`dd.mm.yyyy`, `mm/dd/yyyy hh:mi am`, `hh:mi`, `dd-mm`; one that `is_iso` says no more than a kind."""

    __slots__ = ()

    def __new__(cls, text: str) -> Pattern:
        digits = text.removesuffix(_HALF) if "hh" in text else text
        parts = sorted(_PART.findall(digits))
        if text not in ISO and (parts not in _WHOLE or not _BETWEEN.match(_PART.sub("", digits))):
            raise InvalidPattern(f"{text!r} is no pattern of a date or a time")
        return super().__new__(cls, text)

    @property
    def is_iso(self) -> bool:
        return str(self) in ISO

    @property
    def kind(self) -> Kind:
        """What is written so; a time of day, and a day of any year, are texts."""
        if "yyyy" not in self:
            return Kind.DATETIME if self.is_iso else Kind.STRING
        return Kind.DATETIME if "hh" in self else Kind.DATE

    @property
    def expression(self) -> str:
        """The regular expression of what is written so."""
        half = " [ap]m" if self.endswith(_HALF) else ""
        digits = self.removesuffix(_HALF).replace(".", "[.]")
        return f"^{_PART.sub(lambda part: f'[0-9]{{{len(part[0])}}}', digits)}{half}$"

    def written(self, moment: dt.datetime) -> str:
        return moment.strftime(self._directives()) + (f" {'ap'[moment.hour // 12]}m" if self.endswith(_HALF) else "")

    def read(self, text: str) -> dt.datetime | None:
        """The moment that is written exactly so, or None."""
        try:
            moment = dt.datetime.strptime(text.removesuffix(" am").removesuffix(" pm"), self._directives())
        except ValueError:
            return None
        if self.endswith(_HALF):
            moment = moment.replace(hour=moment.hour % 12 + (12 if text.endswith("pm") else 0))
        return moment if self.written(moment) == text else None

    def _directives(self) -> str:
        directives = _PART.sub(lambda part: _DIRECTIVES[part[0]], self.removesuffix(_HALF))
        return directives.replace("%H", "%I") if self.endswith(_HALF) else directives
