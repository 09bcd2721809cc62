"""One page of HTML in, the facts it states out; then all pages together, as specs. Knows nothing of Python code.

`pipeline.scrape` runs it all. For each page, `page.read_page`:

1. `html`: bytes → `Article` → `Document`; `sections` finds a document's sections by their headings.
2. `examples`: code blocks → example calls and answers → `Samples`, the JSON values shown at one place.
3. `identity` says which method the page documents; `method` and `event` read the page's sections by way of
4. `fields`: HTML tables → `FieldTable` → `Row` → a tree of `Node`s. A row's facts are read in `fields.facts`, as the
   `Field` of the spec that every later step carries along. What no table describes: `fields.stated` reads the fields
   that a row's words name, `fields.sent` takes what example calls send, `fields.declared` what TypeScript declares,
   `fields.selected` what `select` lists.
5. The result is `PageFacts`. `error_tables` reads its errors, `other_pages` says what else a page may be,
   `unread_tables` which tables nobody read.

For all pages, `assembly.assemble`:

6. `linking` decides which value refers to which of the `shared_objects`; `shared_types` makes types of these.
7. `fields.reconcile` holds every value against its examples, `paging` says how a method pages; `assembly` makes specs.
8. `type_names` names the shared types, `merge` keeps of the earlier specs what a scrape may not lose: `kept` what has
   left a spec, `former_types` the names of types.

A wrong parameter: its spec names the page; its row's text is read in `fields.facts`, its place in the tree comes from
`fields.nesting` (within one table) or `fields.tree` (between tables), its `wire` and `format` from `fields.reconcile`.
"""
