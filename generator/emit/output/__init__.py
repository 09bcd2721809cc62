"""Finished files: formatted, kept in the cache, compared with the output folder and written into it."""
