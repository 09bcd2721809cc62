"""Sphinx's settings: guides by hand (Markdown), the reference from specs/ (generator/reference)."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

from generator.runtime._version import __version__

project = "bitrix24-client"
author = "The bitrix24-client authors"
project_copyright = author
release = version = __version__

extensions = [
    "myst_parser",
    "sphinx_copybutton",
    "generator.reference.docstrings",
    "generator.reference.extension",
]
exclude_patterns = ["reference/overview.html", "reference/llms*.txt", "models", "viewer"]
myst_enable_extensions = ["colon_fence"]
myst_heading_anchors = 3
smartquotes_action = "D"  # dashes alone

# The pages of the client itself are its docstrings: `x` in them is a name, and leads to it where it has a place here.
default_role = "py:obj"
autodoc_default_options = {"members": True, "member-order": "bysource"}
autodoc_preserve_defaults = True
python_use_unqualified_type_names = True
python_maximum_signature_line_length = 88
python_display_short_literal_types = True
toc_object_entries_show_parents = "hide"

html_theme = "furo"
html_title = "bitrix24-client"
html_favicon = "_static/favicon.svg"
html_static_path = ["_static"]
html_extra_path = ["models"]
html_css_files = ["site.css"]
html_js_files = ["site.js"]
html_search_scorer = str(Path(__file__).parent / "search.js")
html_show_sourcelink = False
html_copy_source = False
html_show_sphinx = False
pygments_style = "friendly"
pygments_dark_style = "github-dark"
html_use_index = False
copybutton_exclude = ".linenos, .gp, .go"
