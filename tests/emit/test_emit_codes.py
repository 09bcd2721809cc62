"""Constants of error codes: which codes have one, how it is called, and that a checker knows its value."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from bitrix24 import ApiError, codes
from generator.emit.python.codes import plans
from tests.emit.making import documented, rendered

pytestmark = pytest.mark.slow


def names(*found: str) -> dict[str, str]:
    return {plan.name: ast.literal_eval(plan.code) for plan in plans(found)}


@pytest.mark.parametrize(
    ("code", "name"),
    [
        ("ERROR_NOT_FOUND", "ERROR_NOT_FOUND"),
        ("expired_token", "EXPIRED_TOKEN"),
        ("ArgumentNullException", "ARGUMENT_NULL_EXCEPTION"),
        ("DISK_FILE_22002", "DISK_FILE_22002"),
        ("Final", "FINAL"),
        ("class", "CLASS_"),
        ("A" * 90, "A" * 60 + "_FDE923C1"),
    ],
)
def test_a_constant_is_called_as_its_code(code: str, name: str) -> None:
    assert names(code) == {name: code}


@pytest.mark.parametrize(
    "code", ["", "0", "403", "0x100002", "Access denied", "A, B", "X_<CODE>", "_X", "Ä", "A\n", '"']
)
def test_what_is_no_word_has_none(code: str) -> None:
    assert names(code) == {}


def test_codes_that_differ_in_case_alone_share_one_in_the_usual_spelling() -> None:
    assert names("menu_ERROR", "MENU_ERROR", "access_denied", "ACCESS_DENIED", "access_denied") == {
        "MENU_ERROR": "MENU_ERROR",
        "ACCESS_DENIED": "access_denied",
    }


def test_two_codes_with_one_name_both_have_a_constant() -> None:
    assert names("FooBar", "FOO_BAR") == {"FOO_BAR": "FOO_BAR", "FOO_BAR_2": "FooBar"}


def test_the_module_has_the_codes_of_methods_in_order() -> None:
    module = rendered("method: a.b\nerrors: [{code: Z_CODE}, {code: '0'}]", "method: a.c\nerrors: [{code: A_CODE}]")
    assert module["bitrix24/codes.py"].endswith(
        'from typing import Final\n\nA_CODE: Final = "A_CODE"\nZ_CODE: Final = "Z_CODE"\n'
    )


def test_the_client_has_every_documented_code_that_is_a_word() -> None:
    specs = documented()
    errors = [*specs.errors, *(error for spec in specs.methods.values() for error in spec.errors)]
    known = {value for name, value in vars(codes).items() if name.isupper()}
    assert len({code.casefold() for code in known}) == len(known)
    for code in {error.code for error in errors if error.code.isidentifier() and error.code.isascii()}:
        assert any(ApiError(code, "", 400, "a.b").is_code(constant) for constant in known), code
    assert all(any(error.code == code for error in errors) for code in known)
    lines = Path(codes.__file__).read_text("utf-8").splitlines()
    assert len([line for line in lines if ": Final = " in line]) == len(known)
