"""From a page's bytes to a `Document`: sections, tables, paragraphs and code. Nothing beyond here sees HTML."""
