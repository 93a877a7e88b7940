"""
How the documentation is built: offline, and with every warning an error.
"""

import sys
from datetime import date
from pathlib import Path

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE / "_ext"), str(HERE.parent / "src")]

from globalcs._version import __version__ as release  # noqa: E402

project = "globalcs"
author = "the globalcs contributors"
copyright = f"2026, {author}"
version = release.rpartition(".")[0]

extensions = [
    "myst_parser",
    "sphinx.ext.autodoc",
    "sphinx.ext.napoleon",
    "facts_pages",
    "payments_pages",
    "reference_manners",
]
exclude_patterns = ["_ext", "_build"]

html_theme = "furo"
html_title = f"globalcs {release}"
html_copy_source = False
html_static_path = ["_static"]
html_css_files = ["pages.css"]

myst_enable_extensions = ["deflist", "fieldlist"]
myst_heading_anchors = 3

default_role = "literal"
autodoc_member_order = "groupwise"
autodoc_typehints = "signature"
autodoc_default_options = {"members": True, "show-inheritance": True}
napoleon_numpy_docstring = False
napoleon_use_ivar = True
python_use_unqualified_type_names = True
toc_object_entries_show_parents = "hide"

# The day the coverage tables in facts/ are about.
facts_pages_on = date(2026, 11, 21)
