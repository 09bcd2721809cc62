# Copied from generator/runtime/_core/__init__.py by "python -m generator generate". Edit that file.
"""What the client is made of inside: nothing here is for import by programs, and any of it may change."""
