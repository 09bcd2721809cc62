"""What earlier runs made, kept by what it was made from.

An entry is a file called by the SHA-256 of everything that its value depends on: the input itself, the generator's own
code and templates that made it, and the versions of Python and of the libraries. So no entry is ever out of date: when
something changes, the entry has another name. Times of files decide nothing but which entries go first when the folder
has grown too large. An entry begins with the digest of its name and value; one that is not whole counts as none.

What takes longer to read one by one than to make lies together in one entry, a `Pack`: there each value has such a key.

Without the folder, or where it cannot be read or written, everything is made anew. The folder lies in the checkout: who
can write there can change the generator itself, and values are data (JSON, text, instances of the generator's own
classes), so reading one runs nothing else.
"""

from __future__ import annotations

import hashlib
import io
import os
import pickle
import sys
import tempfile
import time
from collections.abc import Collection, Iterable
from contextlib import suppress
from pathlib import Path
from typing import Final, Generic, TypeVar

from .regular import regular

T = TypeVar("T")

FOLDER: Final = Path(__file__).parent.parent / ".generator_cache"

_GENERATOR: Final = Path(__file__).parent
# What the generator copies is input like the specs, not code of its own.
_RUNTIME: Final = "runtime"
_MODULES: Final = (".py", ".jinja")
_LIBRARIES: Final = ("beautifulsoup4", "black", "jinja2", "lxml", "markupsafe", "pyyaml")
# All that one run of everything uses is 50 MB, half of it what the pages of the site say.
_MOST_BYTES: Final = 150_000_000
# A pack is written anew when more than one in so many of its values are new.
_WORTH: Final = 20
# Looking through the folder takes as long as a run that makes little.
_MANY: Final = 100


class Cache:
    """Entries in a folder; with None for it, a cache that is always empty.

    What is put in is written by `save`, so that a run which fails, or during which the generator was edited, leaves
    nothing behind.
    """

    def __init__(self, folder: Path | None = None, most_bytes: int = _MOST_BYTES) -> None:
        self._folder = folder
        self._most_bytes = most_bytes
        self._new: dict[str, bytes] = {}
        self._code: dict[tuple[str, ...], str] = {}
        # When an entry was used is told to the day.
        self._today = time.time() - 86_400

    def key(self, *parts: str | bytes, code: tuple[str, ...] = (".",)) -> str:
        """The name of what is made of the parts.

        Args:
            code: The generator's modules and folders of modules that make it; all of them, if not given.
        """
        if self._folder is None:
            return ""
        if code not in self._code:
            self._code[code] = _code(code)
        return digest(self._code[code], *parts)

    def get(self, key: str) -> bytes | None:
        if self._folder is None:
            return None
        file = _file(self._folder, key)
        try:
            # Thousands of times a run; a Path would take as long as all else.
            with open(file, "rb", opener=regular) as stream:
                data = stream.read()
                last_used = os.fstat(stream.fileno()).st_mtime
        except OSError:
            return None
        value = data[_DIGITS:]
        if data[:_DIGITS] != _checksum(key, value):
            return None
        if last_used < self._today:
            with suppress(OSError):
                os.utime(file)
        return value

    def put(self, key: str, value: bytes) -> None:
        if self._folder is not None:
            self._new[key] = value

    def save(self) -> None:
        """Keeps what was put in. Nothing is said when that fails: the next run makes it anew."""
        if self._folder is None or not self._new or any(_code(code) != seen for code, seen in self._code.items()):
            return
        with suppress(OSError):
            self._folder.mkdir(exist_ok=True)
            for key, value in self._new.items():
                with suppress(OSError):
                    _write(Path(_file(self._folder, key)), _checksum(key, value) + value)
            if len(self._new) >= _MANY:
                _trim(self._folder, self._most_bytes)
        self._new.clear()


NO_CACHE: Final = Cache()


class Pack(Generic[T]):
    """Values in one entry, each by the digest of all that it is made of: to read an entry for each would take too long.

    The entry is called by what they are for, and the code that makes them. It has those that a run before used.
    """

    def __init__(self, cache: Cache, *name: str, code: tuple[str, ...] = (".",)) -> None:
        self._cache = cache
        self._entry = cache.key("pack", *name, code=code)
        data = cache.get(self._entry)
        self._known: dict[str, T] = {} if data is None else _Unpickler(io.BytesIO(data)).load()
        self._used: dict[str, T] = {}
        self._new = 0

    def get(self, key: str) -> T | None:
        if key in self._known:
            self._used[key] = self._known[key]
        return self._used.get(key)

    def put(self, key: str, value: T) -> None:
        self._used[key] = value
        self._new += 1

    @property
    def known(self) -> Collection[T]:
        """The values of a run before."""
        return self._known.values()

    def keep(self, worth: int = _WORTH) -> None:
        """Has the cache keep what was used, unless less than one in `worth` is new: to write it all takes longer."""
        if self._new * worth > len(self._used):
            self._cache.put(self._entry, pickle.dumps(self._used, pickle.HIGHEST_PROTOCOL))


class _Unpickler(pickle.Unpickler):
    def find_class(self, module: str, name: str) -> object:
        """A class of the generator. Others are refused, so that to read an entry runs nothing else."""
        found: object = super().find_class(module, name) if module.startswith(f"{__package__}.") else None
        if not isinstance(found, type) or found.__module__ != module:
            raise pickle.UnpicklingError(f"{module}.{name} is no class of the generator")
        return found


_DIGITS: Final = 64


def _file(folder: Path, key: str) -> str:
    return f"{folder}{os.sep}{key[:2]}{os.sep}{key[2:]}"


def _checksum(key: str, value: bytes) -> bytes:
    return hashlib.sha256(key.encode() + value).hexdigest().encode()


def digest(*parts: str | bytes) -> str:
    """Each part with its length, so that no other parts have the same text."""
    total = hashlib.sha256()
    for part in parts:
        data = part.encode("utf-8", "surrogatepass") if isinstance(part, str) else part
        total.update(b"%d:" % len(data))
        total.update(data)
    return total.hexdigest()


def _code(names: tuple[str, ...]) -> str:
    """Of the generator's files under these names, and of what runs them."""
    parts: list[str | bytes] = [sys.version, *_versions()]
    for name in names:
        for path in _modules(name):
            parts += [path, (_GENERATOR / path).read_bytes()]
    return digest(*parts)


def _modules(name: str) -> Iterable[str]:
    """The module or template of that name, or all that are in the folder of that name, by path below the generator."""
    if name.endswith(_MODULES):
        return [name]
    found: list[str] = []
    for place, folders, files in os.walk(_GENERATOR / name):
        folders[:] = [each for each in folders if each not in (_RUNTIME, "__pycache__")]
        below = Path(place).relative_to(_GENERATOR).as_posix()
        found += [f"{below}/{file}" for file in files if file.endswith(_MODULES)]
    return sorted(found)


def _versions() -> list[str]:
    """Of the libraries, from the names of the folders that say what is installed.

    To load importlib.metadata takes longer than all else that the key is made of.
    """
    found: dict[str, list[str]] = {library: [] for library in _LIBRARIES}
    for place in sys.path:
        with suppress(OSError):
            for name in os.listdir(place or "."):  # noqa: PTH208
                library = name.partition("-")[0].lower()
                if library in found and name.endswith((".dist-info", ".egg-info")):
                    found[library].append(name)
    if all(found.values()):
        return [name for names in found.values() for name in sorted(names)]
    from importlib import metadata

    return [metadata.version(library) for library in _LIBRARIES]


def _write(file: Path, data: bytes) -> None:
    """As a whole or not at all, whoever else writes it."""
    file.parent.mkdir(exist_ok=True)
    descriptor, name = tempfile.mkstemp(dir=file.parent)
    try:
        with os.fdopen(descriptor, "wb") as stream:
            stream.write(data)
        Path(name).replace(file)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def _trim(folder: Path, most_bytes: int) -> None:
    """Drops the entries that were not used for longest, until the others are small enough together."""
    entries: list[tuple[int, int, str]] = []
    for place, _, names in os.walk(folder):
        for name in names:
            file = os.path.join(place, name)  # noqa: PTH118  # thousands of times a run, like `_file`
            with suppress(OSError):  # another run may have dropped it
                status = os.stat(file)  # noqa: PTH116
                entries.append((status.st_mtime_ns, status.st_size, file))
    total = sum(size for _, size, _ in entries)
    for _, size, file in sorted(entries):
        if total <= most_bytes:
            return
        Path(file).unlink(missing_ok=True)
        total -= size
