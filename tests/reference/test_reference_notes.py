"""What tables say of a parameter beside its type."""

from __future__ import annotations

from generator.emit.python.runtime import runtime_files
from generator.reference.client import client
from generator.reference.model import Entry, Html
from generator.reference.pages import pages
from tests.fragments import FRAGMENTS
from tests.making import api_of


def test_how_a_date_is_written_where_that_is_not_iso_8601() -> None:
    site = pages(client(api_of(FRAGMENTS["dates and times in patterns"]), runtime_files()))
    entries = [section for page in site for section in page.sections if isinstance(section, Entry)]
    (entry,) = (each for each in entries if each.name == "patterns.set")
    text = "".join(block.text for block in entry.blocks if isinstance(block, Html))

    sent = ["dd.mm.yyyy", "yyyy-mm-dd hh:mi:ss", "dd.mm.yyyy hh:mi", "hh:mi", "mm/dd/yyyy"]
    answered = ["dd.mm.yyyy", "dd.mm.yyyy hh:mi:ss", "hh:mi"]
    assert [part.split("</code>")[0] for part in text.split("written <code>")[1:]] == [*sent, *answered]
