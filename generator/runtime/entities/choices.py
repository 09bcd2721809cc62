"""Values out of a list that the portal keeps: stages and other statuses by their code, items of list fields by id.

A value that a module does not know, as the portal has got it since, is a member too, without a name: reading never
fails on it, and it is equal to itself.
"""

from __future__ import annotations

import enum
from typing import Any

from typing_extensions import Self


class _Choice(enum.Enum):
    """What the two kinds have in common.

    Args:
        label: What people see.
    """

    label: str

    @property
    def is_known(self) -> bool:
        """Is it one of those that were there when the module was written?"""
        return type(self).__members__.get(self.name) is self

    @classmethod
    def labelled(cls, label: str) -> Self:
        """The one that people see under this label.

        Raises:
            ValueError: There is none, or more than one.
        """
        found = [each for each in cls if each.label == label]
        if len(found) != 1:
            labels = ", ".join(repr(each.label) for each in cls)
            raise ValueError(f"{len(found)} of {cls.__name__} are labelled {label!r}; there are {labels}")
        return found[0]


class Status(str, _Choice):
    """A stage, or another value of a directory of the CRM: its code, a text. `NEW = "NEW", "New"`."""

    _value_: str

    def __new__(cls, code: str, label: str) -> Self:
        member = str.__new__(cls, code)
        member._value_ = code
        member.label = label
        return member

    def __str__(self) -> str:
        return self._value_

    @classmethod
    def _missing_(cls, value: object) -> Any:
        if not isinstance(value, str):
            return None
        return _unknown(str.__new__(cls, value), value, value)


class ListItem(int, _Choice):
    """A value of a list field: its id, a number; as a text its label. `LOW = 101, "Low"`."""

    _value_: int

    def __new__(cls, id: int, label: str) -> Self:
        member = int.__new__(cls, id)
        member._value_ = id
        member.label = label
        return member

    def __str__(self) -> str:
        return self.label

    @classmethod
    def _missing_(cls, value: object) -> Any:
        if not isinstance(value, int) or isinstance(value, bool):
            return None
        return _unknown(int.__new__(cls, value), value, f"no. {value}")


def _unknown(member: Any, value: object, label: str) -> Any:
    member._value_ = value
    member._name_ = f"{value}"
    member.label = label
    return member
