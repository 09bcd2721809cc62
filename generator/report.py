"""What a scrape has to say about the documentation, as data for the documentation's owners."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import asdict
from operator import itemgetter

from .scrape.pipeline import Scraped
from .spec.model import SpecTree

_KINDS = (
    ("listed beside", "nesting only in the example"),
    ("documented as", "type refuted by the example"),
    ("which no table describes", "key that no table describes"),
    ("spells it", "name in another case"),
    ("links to", "dead link"),
    ("calls", "address of another method"),
    ("no cURL example", "example that cannot be read"),
)


def defects_by_kind(tree: SpecTree) -> Counter[str]:
    return Counter(kind_of(each["what"]) for each in defects(tree))


def kind_of(what: str) -> str:
    return next((kind for sign, kind in _KINDS if sign in what), "other")


def defects(tree: SpecTree) -> list[dict[str, str]]:
    """Every defect with its page, in the order of pages."""
    found = [(spec.page, spec.defects) for spec in tree.methods.values()]
    found += [(event.page, event.defects) for event in tree.events.values()]
    found += [(kind.page, kind.defects) for kind in tree.types.values()]
    return [
        {"page": page, "at": each.at, "what": each.what}
        for page, all_of_it in sorted(found, key=itemgetter(0))
        for each in all_of_it
    ]


def as_json(scraped: Scraped) -> str:
    """The whole report: counts, problems, defects by kind and page, pages that are no reference."""
    data = {
        "pages": len(scraped.asked),
        "methods": len(scraped.tree.methods),
        "events": len(scraped.tree.events),
        "types": len(scraped.tree.types),
        "problems": [asdict(problem) for problem in scraped.problems],
        "defects_by_kind": dict(defects_by_kind(scraped.tree).most_common()),
        "defects": defects(scraped.tree),
        "no_reference": [{"page": page, "why": why} for page, why in scraped.skipped.items()],
    }
    return json.dumps(data, indent=2, ensure_ascii=False) + "\n"


def as_markdown(scraped: Scraped) -> str:
    """The defects for people: how many of each kind, then page by page."""
    lines = ["# Defects of the documentation", ""]
    lines += [f"- {count} × {kind}" for kind, count in defects_by_kind(scraped.tree).most_common()]
    page = ""
    for each in defects(scraped.tree):
        if each["page"] != page:
            page = each["page"]
            lines += ["", f"## {page}", ""]
        lines.append(f"- `{_inert(each['at'])}`: {_inert(each['what'])}")
    return "\n".join(lines) + "\n"


def _inert(text: str) -> str:
    """Scraped names are part of the text: nothing in it may become markup."""
    return text.replace("`", "'").replace("<", "&lt;").replace("|", "\\|").replace("\n", " ")
