"""The client's hand-written core, copied as it is into the generated package (all but this file)."""
