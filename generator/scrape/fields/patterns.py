"""The written form that a row states of a moment: a date, a date with its time, or a time of day.

Pages write it as PHP does (`Y-m-d H:i:s`), as portals do (`YYYY-MM-DD HH:MI:SS`), in small letters, by the name of a
standard or by a sample. In specs it has one spelling: `yyyy`, `mm`, `dd`, `hh`, `mi` and `ss` for the digits of year,
month, day, hour, minute and second, `+hh:mi` for an offset, `T` and signs as they are: `dd.mm.yyyy`,
`yyyy-mm-dd hh:mi:ss`, `yyyy-mm-ddThh:mi:ss+hh:mi`, `mm/dd/yyyy hh:mi:ss am` (of twelve hours each), `dd-mm` of a
birthday. Where a page names ISO 8601 and says no more, it is `iso 8601`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

ISO: Final = "iso 8601"
_ISO_DATE: Final = "yyyy-mm-dd"
_ISO_DATETIMES: Final = ("yyyy-mm-ddThh:mi:ss", "yyyy-mm-ddThh:mi:ss+hh:mi")
# What needs no pattern, by documented type.
_USUAL: Final = {"date": {_ISO_DATE, ISO}, "datetime": {*_ISO_DATETIMES, ISO}}
_MAY_BE_A_MOMENT: Final = frozenset({"string", "text", "any", "date", "datetime"})

# Letters that stand for digits: in PHP one for each part, and more of them than can be read here, else one for a digit.
_PHP_DATE: Final = r"[dfjmny](?:[-./][dfjmny]){2}"
_PHP_TIME: Final = r"[gh]:i(?::s)?(?: ?a|P|\\?Z)?"
_DATE: Final = r"(?:YYYYMMDD|(?:YY+|MM+|DD+)(?:[-./ ](?:YY+|MM+|DD+)){2}|(?<!,)DD[-./]MM(?!,))"
_TIME: Final = r"HH?:M[MI](?::SS)?(?: ?TT?|(?:\[?[±+-]\]?)(?:HH:?M[MI]|TZD)|TZD|Z)?"
_STATED: Final = re.compile(
    r"(?<![\w.\\])"
    rf"(?:(?P<php>(?:{_PHP_DATE}(?:[ ,]+|\\?T))?{_PHP_TIME}|{_PHP_DATE})|{_DATE}(?:(?:[ ,]+|T){_TIME})?|{_TIME})"
    r"(?!\w|[.-]\w)",
    re.IGNORECASE,
)
_SAMPLE: Final = re.compile(
    r"\bformat(?:\s+is)?:?\s+(?:(?P<pointed>\d\d\.\d\d\.\d{4})|(?P<dashed>\d{4}-\d\d-\d\d))"
    r"(?:(?P<between>[ T])\d\d:\d\d(?P<seconds>:\d\d)?(?P<offset>[+-]\d\d:\d\d)?)?(?![\w:])"
)
_STANDARD: Final = re.compile(r"\bATOM\b|\bRFC[- ]?3339\b|\bISO[- ]?8601\b")
# What a time without a date is the length of, or counted from.
_LENGTH: Final = re.compile(
    r"\b(?:duration|length|relative|elapsed|total|interval|timeout|change|offset)\b", re.IGNORECASE
)
# A text about the forms of other values.
_ABOUT_FORMS: Final = re.compile(r"\bregular expression\b", re.IGNORECASE)

_PHP: Final = {"Y": "yyyy", "m": "mm", "d": "dd", "H": "hh", "i": "mi", "s": "ss", "P": "+hh:mi"}
_OFFSET: Final = re.compile(r"\[?[±+-]\]?(?:hh:?m[mi]|tzd)\Z|tzd\Z")
_NORMAL: Final = re.compile(
    r"(?:dd(?P<point>[./-])mm(?P=point)yyyy|mm(?P<slash>[/-])dd(?P=slash)yyyy|yyyy(?P<dash>[-./])mm(?P=dash)dd)"
    r"(?:[T ]hh:mi(?::ss)?(?:\+hh:mi)?)?\Z|hh:mi(?::ss)?\Z|dd[-./]mm\Z"
)
# What examples show, each followed by a time or by nothing. With a slash the month goes first where the text proves it.
_SHOWN: Final = (
    ("dd.mm.yyyy", re.compile(r"[0-3]\d\.[01]\d\.\d{4}", re.ASCII)),
    ("yyyy-mm-dd", re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)),
    ("mm/dd/yyyy", re.compile(r"[01]\d/(?:1[3-9]|2\d|3[01])/\d{4}|[01]\d/[0-3]\d/\d{4}(?=.* [ap]m\Z)", re.ASCII)),
)
_SHOWN_TIME: Final = re.compile(r" \d\d:\d\d(?P<seconds>:\d\d)?(?P<half> [ap]m)?\Z", re.ASCII)
_TIME_OF_DAY: Final = re.compile(r"\d[T ]\d\d:(?P<minutes>\d\d)(?P<seconds>:\d\d)?", re.ASCII)
_ANY_OFFSET: Final = r"(?:[+-][0-9]{2}:?[0-9]{2}|Z)"
_ANY_ISO: Final = re.compile(rf"\d{{4}}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?{_ANY_OFFSET}?)?\Z", re.ASCII)


class UnreadPattern(ValueError):
    """A statement of a written form that cannot be read."""


def pattern_of(text: str, name: str, documented: str) -> str | None:
    """The pattern that the text states of a field's value, None where it states none or the usual one of the type.

    Raises:
        UnreadPattern: It states one of an unknown kind, or several.
    """
    types = set(documented.split(" | "))
    if _MAY_BE_A_MOMENT.isdisjoint(types) or "format" in name.lower() or _ABOUT_FORMS.search(text):
        return None
    stated = list(dict.fromkeys(_stated(text)))
    if len(stated) > 1:
        raise UnreadPattern(f"states several patterns: {', '.join(stated)}")
    found = stated[0] if stated else _by_standard(text)
    if found is None or any(found in _USUAL.get(type_, ()) for type_ in types):
        return None
    return None if "yy" not in found and found != ISO and _LENGTH.search(text) else found


def is_written(text: str, pattern: str) -> bool:
    """Is the text of that pattern?"""
    if pattern == ISO:
        return bool(_ANY_ISO.match(text))
    moment, offset, _ = pattern.partition("+")
    digits, half, _ = moment.partition(" am")
    form = re.sub(r"[a-z]", "[0-9]", re.escape(digits)) + (" [ap]m" if half else "") + (_ANY_OFFSET if offset else "")
    return bool(re.fullmatch(form, text))


def shown_pattern(texts: Sequence[str]) -> str | None:
    """The one pattern that all of the texts prove, None where that is ISO 8601 or where they do not agree."""
    found = {_shown(text) for text in texts}
    return found.pop() if len(found) == 1 else None


def _shown(text: str) -> str | None:
    for date, form in _SHOWN:
        if match := form.match(text):
            rest = text[match.end() :]
            time = _SHOWN_TIME.match(rest)
            if rest and time is None:
                return None
            if time is None:
                return date if date != _ISO_DATE else None
            return f"{date} hh:mi{':ss' if time['seconds'] else ''}{' am' if time['half'] else ''}"
    return None


def has_time_of_day(text: str) -> bool:
    """Is it a moment at no full hour? At a full hour it may be a date, written by a portal of another time zone."""
    time = _TIME_OF_DAY.search(text)
    return time is not None and (time["minutes"] != "00" or (time["seconds"] or ":00") != ":00")


def _stated(text: str) -> Iterator[str]:
    for match in _STATED.finditer(text):
        written = match.group()
        if match["php"] and "y" not in written.lower() and ":i" not in written:
            continue  # `d/m/n`: letters of something else
        normal = _from_php(written) if match["php"] else _from_letters(written)
        if not _NORMAL.match(normal):
            raise UnreadPattern(f"states the pattern {written}, which is of no known kind")
        yield normal
    for sample in _SAMPLE.finditer(text):
        date = "dd.mm.yyyy" if sample["pointed"] else _ISO_DATE
        time = f"{sample['between']}hh:mi{':ss' if sample['seconds'] else ''}" if sample["between"] else ""
        yield date + time + ("+hh:mi" if sample["offset"] else "")


def _from_php(written: str) -> str:
    return "".join(_PHP.get(letter, letter) for letter in written.replace("\\", ""))


def _from_letters(written: str) -> str:
    date, hours, time = written.lower().partition("hh")
    offset = _OFFSET.search(time)
    if offset:
        time = time[: offset.start()]
    minutes = time.replace("mm", "mi")
    return date.replace("t", "T") + hours + minutes + ("+hh:mi" if offset else "")


def _by_standard(text: str) -> str | None:
    named = {match.group() for match in _STANDARD.finditer(text)}
    if not named:
        return None
    return _ISO_DATETIMES[1] if any(not name.startswith("ISO") for name in named) else ISO
