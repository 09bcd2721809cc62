"""The browsable API reference: specs in, the pages of the documentation site out.

`pages` says which pages there are, `tables` and `calls` what stands on them, `writing` makes HTML of it, `extension`
hands them to Sphinx. Names, signatures and types come from `emit`, so they are the client's own.
"""
