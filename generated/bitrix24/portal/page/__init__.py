# Copied from generator/runtime/portal/page/__init__.py by "python -m generator generate". Edit that file.
"""What people see of the portal in a browser."""
