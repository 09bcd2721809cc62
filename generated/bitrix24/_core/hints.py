# Copied from generator/runtime/_core/hints.py by "python -m generator generate". Edit that file.
"""What a caller meant who named something that is not there, and what helps where the portal refuses.

Loaded when an error is made or a namespace is shown, and not before: it knows every documented method.
"""

from __future__ import annotations

import importlib
import inspect
from collections.abc import Callable, Iterable, Mapping
from difflib import get_close_matches
from functools import cache
from typing import Any, Final, NamedTuple

from ..errors import ApiError, AuthError, MethodNotFound, OperatingLimit, Overloaded, PortalError, RateLimited
from .catalog_data import entries

_SITE: Final = "https://apidocs.bitrix24.com/"
_MOST: Final = 3
_SHOWN: Final = 12

# What these tell is not about the method.
_OF_THE_PORTAL: Final = (AuthError, RateLimited, OperatingLimit, Overloaded, PortalError)
_NO_SCOPE: Final = ("insufficient_scope", "BITRIX_REST_V3_EXCEPTION_INSUFFICIENTSCOPEEXCEPTION")


class _Known(NamedTuple):
    """
    Args:
        scopes: Of which a call needs one.
        page: In the documentation.
    """

    scopes: tuple[str, ...]
    page: str


@cache
def _methods(rest: int) -> Mapping[str, _Known]:
    """Every documented method of a REST version, by wire name."""
    return {
        name: _Known(tuple(scopes), page)
        for name, of, _, scopes, _, _, _, _, page, _ in entries("methods.jsonl")
        if of == rest
    }


def after(error: ApiError) -> str:
    """What helps, ready to follow the error's message: the scope that is missing, what was meant, the method's page."""
    if isinstance(error, _OF_THE_PORTAL):
        return ""
    versions = (3, 2) if error.code.upper().startswith("BITRIX_REST_V3_") else (2, 3)
    rest = next((rest for rest in versions if error.method in _methods(rest)), None)
    if rest is None:
        return _or(_similar_methods(error.method)) if isinstance(error, MethodNotFound) else ""
    known = _methods(rest)[error.method]
    return f"{_what_helps(error, rest, versions[0], known)}; see {_SITE}{known.page}"


def _what_helps(error: ApiError, rest: int, asked: int, known: _Known) -> str:
    if error.is_code(*_NO_SCOPE) and known.scopes:
        scopes = " or ".join(known.scopes)
        return f"; it needs the scope {scopes}, which the webhook or the application has to be given"
    if isinstance(error, MethodNotFound) and rest != asked:
        return f"; it is a method of REST {rest}: call(…, rest={rest})"
    if error.is_code("INVALID_REQUEST") and "https" in error.message.lower():
        return "; give the client the portal's address with https"
    return ""


def _similar_methods(name: str) -> list[str]:
    known = {wire.lower(): wire for rest in (2, 3) for wire in _methods(rest)}
    return [known[found] for found in get_close_matches(name.lower(), known, _MOST)]


def _or(names: Iterable[str]) -> str:
    found = " or ".join(names)
    return f"; did you mean {found}?" if found else ""


def described(owner: type) -> str:
    """What to say of a namespace: its path, and some of what is in it."""
    rest, path = _place(owner)
    names = [name for name in dir(owner) if not name.startswith("_")]
    more = [f"{len(names) - _SHOWN} more"] if len(names) > _SHOWN else []
    return f"<{_shown(rest, '.'.join(path)).strip('.')}: {', '.join((*names[:_SHOWN], *more))}>"


def no_such_name(owner: type, name: str) -> str:
    """What to say of an attribute that a namespace or a client does not have."""
    rest, path = _place(owner)
    asked = ".".join((*path, name))
    found = _similar(name, [each for each in dir(owner) if not each.startswith("_")])
    here = [_shown(rest, ".".join((*path, each))) for each in found]
    there = [_shown(other, asked) for other in (2, 3) if other != rest and _leads_to(other, asked)]
    meant = _or([*here, *there] or _elsewhere(asked))
    return f"there is no {_shown(rest, asked)}{meant or '; what is not documented is called by call(…)'}"


def _shown(rest: int, path: str) -> str:
    """As an attribute of a client."""
    return f"v3.{path}" if rest == 3 else path


def _place(owner: type) -> tuple[int, list[str]]:
    """The REST version and the path of a namespace, by its module: `bitrix24.v2.crm.deal`. Of a client: 2, []."""
    module = next(each.__module__ for each in owner.__mro__ if each.__module__.startswith("bitrix24."))
    _, version, *path = module.split(".")
    return (3 if version == "v3" else 2, path if version in ("v2", "v3") else [])


def _plain(name: str) -> str:
    """However it is spelt: `entityTypeId` and `entity_type_id` are one."""
    return name.replace("_", "").lower()


def _leads_to(rest: int, path: str) -> bool:
    plain = _plain(path)
    return any(_plain(wire) == plain or _plain(wire).startswith(f"{plain}.") for wire in _methods(rest))


def _similar(name: str, names: Iterable[str]) -> list[str]:
    """The same name spelt another way, else those of which one ends with the other, else those that look like it."""
    known = list(names)
    same = [each for each in known if _plain(each) == _plain(name)]
    ending = [each for each in known if each.endswith(f"_{name.lower()}") or name.lower().endswith(f"_{each}")]
    return same or ending[:_MOST] or get_close_matches(name.lower(), known, _MOST)


def _elsewhere(asked: str) -> list[str]:
    """Namespaces and methods of REST 2 whose path ends as the one that was asked for; the shortest first."""
    paths = {wire.rsplit(".", up)[0] for wire in _methods(2) for up in range(wire.count(".") + 1)}
    length = asked.count(".") + 1
    by_end: dict[str, list[str]] = {}
    for path in sorted(paths, key=lambda path: (path.count("."), path)):
        by_end.setdefault(".".join(_plain(path).split(".")[-length:]), []).append(path)
    return [path for end in get_close_matches(_plain(asked), by_end, _MOST, 0.85) for path in by_end[end]][:_MOST]


def wrong_arguments(function: Callable[..., Any], given: Mapping[str, object]) -> str:
    """What was meant by arguments that a method does not take, ready to follow Python's message; "" if it takes all."""
    takes = _parameters(function)
    unknown = [name for name in given if name not in takes]
    if not unknown:
        return ""
    meant = [similar for name in unknown for similar in _similar(name, [each for each in takes if each != "extra"])]
    other = _of_the_other_version(function, unknown)
    if meant or other:
        return _or(dict.fromkeys([*meant, *other]))
    return f"; it takes {', '.join(takes)}: what is not documented goes into extra"


def _parameters(function: Callable[..., Any]) -> list[str]:
    return [name for name in inspect.signature(function).parameters if name != "self"]


def _of_the_other_version(function: Callable[..., Any], names: list[str]) -> list[str]:
    """The method of the same name in the other REST version, if it takes these."""
    _, version, *path = function.__module__.split(".")
    other = {"v2": "v3", "v3": "v2"}.get(version)
    try:
        module = importlib.import_module(".".join(("bitrix24", other or "", *path)))
    except ImportError:
        return []
    methods = (vars(each).get(function.__name__) for each in vars(module).values() if isinstance(each, type))
    found = next((each for each in methods if inspect.isfunction(each)), None)
    if found is None or not set(names) <= set(_parameters(found)):
        return []
    shown = _shown(3 if other == "v3" else 2, ".".join((*path, function.__name__)))
    return [f"b24.{shown}({', '.join(_parameters(found))})"]
