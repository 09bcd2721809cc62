"""The fact base: what a method, an event or a shared type is, and its YAML files."""
