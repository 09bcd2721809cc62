# Copied from generator/runtime/typegen/__init__.py by "python -m generator generate". Edit that file.
"""Types of a portal of one's own: what `b24 types` reads of a portal, and the module that it writes.

It needs the extra `types`. Nothing of it is imported by the client, nor by the modules that it writes.
"""
