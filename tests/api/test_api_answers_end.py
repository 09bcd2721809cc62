"""What an answer shows is looked for until nothing more comes to light, and no longer."""

from __future__ import annotations

from generator.api import resolve
from tests.making import tree_of

ANYTHING_UNDER_KEYS = """
method: a.batch
returns:
  type: object
  fields:
    result:
      type: object
      map_of: {type: any, items: {type: object, fields: {ID: {type: string}}}}
response: {result: {result: {one: {ID: "1"}, many: [{ID: "2"}]}}}
"""


def test_a_place_that_stays_what_it_was_decided_to_be_ends_the_search() -> None:
    api = resolve(tree_of(ANYTHING_UNDER_KEYS))

    (method,) = api.methods.values()
    assert method.returns is not None
