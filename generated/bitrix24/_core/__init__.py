# Copied from generator/runtime/_core/__init__.py by "python -m generator generate". Edit that file.
"""What the client is made of. Programs do not import from here: anything may change without notice."""
