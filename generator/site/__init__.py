"""Where pages come from: the live site, a folder or an archive."""

from .page import PagePath, RawPage
from .source import Source, SourceError, open_source

__all__ = ["PagePath", "RawPage", "Source", "SourceError", "open_source"]
