"""Files as parameters, in each of the documented shapes; what is too large is refused before it is read."""

from __future__ import annotations

import base64
import io
from pathlib import Path

import pytest

from bitrix24._core import file_content
from bitrix24._core.encode import encode
from bitrix24._core.wire_format import WireFormat, WireFormats
from bitrix24.files import File

TEXT = base64.b64encode(b"content").decode()


def one(value: object, form: WireFormat | WireFormats | None = None) -> object:
    return encode({"p": value}, {"p": form} if form is not None else {})["p"]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "note.txt"
    path.write_bytes(b"content")
    return path


@pytest.mark.parametrize(
    ("form", "expected"),
    [
        (WireFormat.BASE64, TEXT),
        (WireFormat.NAMED_FILE, ["note.txt", TEXT]),
        (WireFormat.FILE_DATA, {"fileData": ["note.txt", TEXT]}),
        (WireFormat.VALUE_FILE_DATA, {"value": {"fileData": ["note.txt", TEXT]}}),
    ],
)
def test_every_source_in_every_shape(path: Path, form: WireFormat, expected: object) -> None:
    with path.open("rb") as opened:
        for source in (path, opened, File("note.txt", b"content"), File("note.txt", io.BytesIO(b"content"))):
            assert one(source, form) == expected
            if source is opened:
                opened.seek(0)
        assert one([path, File("b", b"")], form) == [expected, one(File("b", b""), form)]


def test_a_file_without_a_form_goes_with_its_name(path: Path) -> None:
    assert one({"FILES": [File("a", path)]}) == {"FILES": [["a", TEXT]]}


def test_an_open_file_is_read_from_where_it_stands(path: Path) -> None:
    with path.open("rb") as opened:
        opened.seek(3)
        assert one(opened, WireFormat.BASE64) == base64.b64encode(b"tent").decode()


def test_what_is_encoded_already_stays() -> None:
    assert one(TEXT, WireFormat.BASE64) == TEXT
    assert one(["note.txt", TEXT], WireFormat.NAMED_FILE) == ["note.txt", TEXT]


@pytest.mark.parametrize("source", [b"content", io.BytesIO(b"content")])
def test_a_name_is_never_made_up(source: object) -> None:
    with pytest.raises(ValueError, match="p: a file needs a name here"):
        one(source, WireFormat.NAMED_FILE)
    assert one(source, WireFormat.BASE64) == TEXT


def test_without_a_form_whatever_has_a_name_is_a_pair(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(b"content")
    with path.open("rb") as opened:
        sent = one({"a": path, "b": [File("b", b"content"), opened]})
    assert sent == {"a": ["a.txt", TEXT], "b": [["b", TEXT], ["a.txt", TEXT]]}


def test_without_a_form_what_has_no_name_is_refused() -> None:
    with pytest.raises(TypeError, match=r"p\.a: a bytes cannot be sent"):
        one({"a": b"x"})
    with pytest.raises(ValueError, match=r"p\.a: a file needs a name here"):
        one({"a": io.BytesIO(b"x")})


@pytest.mark.parametrize(
    ("form", "expected"),
    [
        (WireFormat.FILE_DATA, {"fileData": ["a.txt", TEXT]}),
        (WireFormat.VALUE_FILE_DATA, {"value": {"fileData": ["a.txt", TEXT]}}),
    ],
)
def test_fields_that_nobody_listed_take_files_in_the_form_of_their_method(
    form: WireFormat, expected: dict[str, object]
) -> None:
    file = File("a.txt", b"content")
    forms: WireFormats = {"PHOTO": WireFormat.NAMED_FILE, "*": form}
    sent = one({"PHOTO": file, "UF_ONE": file, "UF_MANY": [file, file], "UF_TEXT": "x", "UF_IDS": [1]}, forms)
    assert sent == {
        "PHOTO": ["a.txt", TEXT],
        "UF_ONE": expected,
        "UF_MANY": [expected, expected],
        "UF_TEXT": "x",
        "UF_IDS": [1],
    }


def test_an_object_that_the_caller_made_around_a_file_is_not_made_twice() -> None:
    file = File("a.txt", b"content")
    data = {"fileData": ["a.txt", TEXT]}
    assert one({"fileData": file}, WireFormat.FILE_DATA) == data
    forms = {"valueId": 5, "value": {"fileData": file}}
    assert one(forms, WireFormat.VALUE_FILE_DATA) == {"valueId": 5, "value": data}
    assert one({"value": file}, WireFormat.VALUE_FILE_DATA) == {"value": data}


def test_a_text_file_is_refused() -> None:
    with pytest.raises(TypeError, match="p: a file must be open in binary mode"):
        one(File("a", io.StringIO("x")), WireFormat.BASE64)  # type: ignore[arg-type]  # that it is refused is the point


def test_what_is_too_large_is_not_read(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class Unread(io.BytesIO):
        def read(self, size: int | None = -1, /) -> bytes:
            raise AssertionError(f"{size} read although it is too large")

    def unread(_: Path) -> bytes:
        raise AssertionError("read although it is too large")

    monkeypatch.setattr(file_content, "LARGEST_FILE", 6)
    monkeypatch.setattr(Path, "read_bytes", unread)
    for source in (path, Unread(b"content"), b"content"):
        with pytest.raises(ValueError, match="p: a file of 7 bytes is too large: one request takes at most 6"):
            one(source, WireFormat.BASE64)


def test_a_pipe_is_read_no_further_than_the_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    class Pipe(io.BytesIO):
        def seekable(self) -> bool:
            return False

    monkeypatch.setattr(file_content, "LARGEST_FILE", 6)
    pipe = Pipe(b"c" * 100)
    with pytest.raises(ValueError, match="too large"):
        one(pipe, WireFormat.BASE64)
    assert pipe.tell() == 7


def test_the_repr_of_a_file_does_not_hold_it() -> None:
    assert repr(File("a.txt", b"x" * 1000)) == "File('a.txt')"
