# Copied from generator/runtime/cli/commands/__init__.py by "python -m generator generate". Edit that file.
"""The commands, each in a module of its name with a `command`."""
