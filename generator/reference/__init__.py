"""The browsable API reference: the `Api` in, the pages of the documentation site out.

`client` says what the API is called in Python, `pages` which pages there are, `tables`, `calls` and `annotations` what
stands on them; `html` writes it, `files` makes files of it, and `extension`, which alone touches the disk, hands these
to Sphinx. Names, signatures and types are spelled by `emit.python`, so they are the client's own.
"""
