"""What a program puts in to be answered by a method, documented or not."""

from __future__ import annotations

import json
from collections import deque
from collections.abc import Callable, Sequence
from typing import Any, Final

from .answer import Answer
from .calls import Caller
from .errors import Refused
from .values import Params

Given = object | Answer | Refused | Callable[[Params], Any]
"""A result, an Answer, an error, or what makes one of these from the parameters of a call."""

_FAILED: Final = "INTERNAL_SERVER_ERROR"


class PutIn:
    """Answers of one method, one after another; the last of them goes on.

    Raises:
        TypeError: There is none, or one that JSON cannot express.
    """

    def __init__(self, method: str, answers: Sequence[Given]) -> None:
        if not answers:
            raise TypeError(f"answer({method!r}): give one answer or more")
        for answer in answers:
            _check(method, answer)
        self._method = method
        self._left = deque(answers)

    def __call__(self, params: Params, _: Caller) -> object:
        answer = self._left.popleft() if len(self._left) > 1 else self._left[0]
        if callable(answer):
            answer = self._made(answer, params)
        if isinstance(answer, Refused):
            # A new one: what is raised again and again would keep the traceback of each time.
            raise Refused(answer.code, answer.message, answer.status, answer.validation)
        return answer

    def _made(self, make: Callable[[Params], object], params: Params) -> object:
        try:
            return make(params)
        except Refused as refused:
            return refused
        except Exception as error:
            text = f"The answer that was put in for {self._method} raised {type(error).__name__}: {error}"
            raise Refused(_FAILED, text, 500) from error

    def __repr__(self) -> str:
        return ", then ".join(map(_shown, self._left))


def _check(method: str, answer: Given) -> None:
    if isinstance(answer, Refused) or callable(answer):
        return
    if isinstance(answer, BaseException):
        raise TypeError(f"answer({method!r}): an error of a portal is a Refused, not {type(answer).__name__}")
    try:
        json.dumps(answer.result if isinstance(answer, Answer) else answer)
    except (TypeError, ValueError, RecursionError) as error:
        raise TypeError(f"answer({method!r}): no JSON: {error}") from None


def _shown(answer: Given) -> str:
    if isinstance(answer, Refused):
        return f"{answer.status} {answer.code}"
    if callable(answer):
        return f"{getattr(answer, '__name__', type(answer).__name__)}()"
    return json.dumps(answer.result if isinstance(answer, Answer) else answer, ensure_ascii=False)
