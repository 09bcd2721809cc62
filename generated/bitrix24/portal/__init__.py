# Copied from generator/runtime/portal/__init__.py by "python -m generator generate". Edit that file.
"""A small Bitrix24 portal to call: `python -m bitrix24.portal`; for tests, see `bitrix24.portal.testing`.

It keeps flows, deals, a few tasks and files in memory and answers over HTTP on this machine. It is there for learning
and testing: what it knows, it does as the documentation says, and it knows no more than the guides need. It shares no
code with the client, so that the two can disagree. Needs the extra: pip install "bitrix24-client[portal]".
"""
