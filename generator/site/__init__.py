"""Where pages come from: the live site, a folder or an archive."""

from .page import PagePath, RawPage
from .source import PageGone, PageUnreadable, Source, SourceError, open_source

__all__ = ["PageGone", "PagePath", "PageUnreadable", "RawPage", "Source", "SourceError", "open_source"]
