# Copied from generator/runtime/_core/given.py by "python -m generator generate". Edit that file.
"""What a program gives a client, checked when it is given: a mistake there is told there, and without the secret."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, cast

import httpx

from ..auth import Credentials, OAuth, Webhook
from ..errors import CredentialsError
from ..limits import Plan
from ..observe import Hooks
from ..retries import Retries
from .omitted import Omitted

# Seconds: three years. What waits in the end takes no more than a few centuries.
_LONGEST: Final = 100_000_000


def _number(given: float) -> str:
    """As a message shows it: of digits without end, nothing."""
    return f"{given!r}" if abs(given) < 1e16 or isinstance(given, float) else "so many"


def credentials_of(given: object) -> Credentials | CredentialsError:
    """What a client is given, with text as the URL of a webhook; an error as a value, to be raised without the text."""
    if isinstance(given, (Webhook, OAuth)) or hasattr(type(given), "renewer"):
        return cast("Credentials", given)
    if given is None:
        return CredentialsError("the credentials are None; do they come from a variable that is not set?")
    if not isinstance(given, str):
        kind = type(given).__name__
        return CredentialsError(f"credentials are a webhook's URL as text, Webhook, OAuth or StoredOAuth, not {kind}")
    try:
        return Webhook(given)
    except CredentialsError as error:
        return error.with_traceback(None)


def timeout_of(given: object) -> httpx.Timeout:
    """Seconds or httpx.Timeout; None is no limit, as httpx has it.

    Raises:
        TypeError, ValueError: It is neither.
    """
    if given is None or isinstance(given, httpx.Timeout):
        return httpx.Timeout(given)
    if isinstance(given, bool) or not isinstance(given, (int, float)):
        raise TypeError(f"timeout is a number of seconds or httpx.Timeout, not {type(given).__name__}")
    if not 0 < given <= _LONGEST:
        raise ValueError(f"timeout is a number of seconds above 0, not {_number(given)}; None is without end")
    return httpx.Timeout(given)


def deadline_of(given: object) -> float | None:
    """Seconds; None is no deadline.

    Raises:
        TypeError, ValueError: It is neither.
    """
    if given is None:
        return None
    if isinstance(given, bool) or not isinstance(given, (int, float)):
        raise TypeError(f"deadline is a number of seconds or None, not {given!r}")
    if not 0 < given <= _LONGEST:
        raise ValueError(f"deadline is a number of seconds above 0, not {_number(given)}; None is without end")
    return given


def max_answer_of(given: object) -> int:
    """
    Raises:
        TypeError, ValueError: It is no number of bytes.
    """
    if isinstance(given, bool) or not isinstance(given, int):
        raise TypeError(f"max_answer is a number of bytes, not {given!r}")
    if given <= 0:
        raise ValueError(f"max_answer is a number of bytes above 0, not {given!r}")
    return given


def parameters_of(method: str, given: object) -> Mapping[str, object]:
    """
    Raises:
        TypeError: They are no mapping.
    """
    if not given:
        return {}
    if not isinstance(given, Mapping):
        raise TypeError(f"{method}: the parameters are a mapping of names to values, not {type(given).__name__}")
    return cast("Mapping[str, object]", given)


def check_behaviour(limits: object, retries: object, hooks: object, clock: object) -> None:
    """
    Raises:
        TypeError: One of them is of another kind.
        ValueError: It is a plan under which nothing can ever be sent.
    """
    if not (limits is None or isinstance(limits, (Plan, Omitted)) or hasattr(limits, "reserve")):
        raise TypeError(f"limits is ORDINARY, ENTERPRISE, a Plan, a Limiter or None, not {type(limits).__name__}")
    if isinstance(limits, Plan) and not (limits.rate > 0 and limits.capacity > 0):
        raise ValueError("the rate and the capacity of a Plan must be more than 0")
    if not isinstance(retries, Retries):
        raise TypeError(f"retries is NO_RETRIES or Retries(attempts=…), not {type(retries).__name__}")
    if not isinstance(hooks, Hooks):
        raise TypeError(f"hooks is Hooks(request=…, response=…), not {type(hooks).__name__}")
    uncallable = next((hook for hook in hooks if hook is not None and not callable(hook)), None)
    if uncallable is not None:
        raise TypeError(f"hooks are functions, not {type(uncallable).__name__}")
    if not hasattr(clock, "now"):
        raise TypeError(f"clock is SystemClock() or a Clock of your own, not {type(clock).__name__}")
