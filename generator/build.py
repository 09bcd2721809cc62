"""From the folder of specs to the text of every file of the client, by way of the cache."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from .cache import Cache, digest
from .emit.output.formatting import formatters
from .emit.output.units import texts_of
from .emit.python.runtime import core, runtime_files
from .garbage import nothing_collected
from .progress import Progress, silent
from .spec.folder import SpecFiles

if TYPE_CHECKING:
    from .spec.prose import ProseFiles
    from .states import States


@dataclass(frozen=True)
class Built:
    """The files of the output folder, by path; a line for each override that no longer applies."""

    files: Mapping[str, str]
    dead: Sequence[str]


def build(
    specs: SpecFiles,
    only: str | None,
    cache: Cache,
    progress: Progress = silent,
    prose: ProseFiles | None = None,
    runtime: Mapping[str, str] | None = None,
    states: States | None = None,
) -> Built:
    """The client of the specs; with `only`, of the methods whose wire name matches.

    Args:
        progress: Told again and again how many more steps are done.
        prose: What pages say of the specs in their own words, for docstrings.
        runtime: The client's hand-written core; by default that of this generator.
        states: What the run has resolved already.

    Raises:
        SpecsUnusable: With every mistake in the specs.
        GenerateError: With everything in them that no code can be made of.
        NothingMatches: No method matches `only`.
    """
    runtime = runtime_files() if runtime is None else runtime
    inputs = (specs.specs, specs.overrides, {path: text.encode() for path, text in runtime.items()})
    key = cache.key("client", repr(only), str(specs.folder), *map(_digest, inputs), prose.digest if prose else "")
    known = cache.get(key)
    if known is not None:
        remembered = json.loads(known)
        texts = texts_of(remembered["keys"], cache)
        if texts is not None:
            return Built(dict(sorted((texts | core(runtime)).items())), remembered["dead"])
    with formatters() as pool, nothing_collected():
        # Takes a while to load, which a run that finds everything in the cache need not wait for.
        from .api.prose import NO_PROSE, joined
        from .emit.client import emit
        from .spec.files import dead_overrides, former_names_in
        from .states import States

        states = states or States(cache)
        state = states.of(specs, only)
        words = joined(prose.parsed(), state.tree) if prose else NO_PROSE
        former = former_names_in(specs) if only is None else dict[str, str]()
        emitted = emit(state.api, runtime, cache, progress, pool, words, former)
        states.keep()
    dead = list(map(str, dead_overrides(specs, cache)))
    cache.put(key, json.dumps({"keys": emitted.keys, "dead": dead}).encode())
    return Built(emitted.files, dead)


def _digest(files: Mapping[str, bytes]) -> str:
    return digest(*(part for pair in files.items() for part in pair))
