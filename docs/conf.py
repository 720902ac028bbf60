"""Sphinx settings: Markdown pages (MyST), the furo theme, the reference generated from the code."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

import generate

from foresale import __version__

project = "Foresale"
author = "the Foresale authors"
version = release = __version__
extensions = ["myst_parser"]
myst_enable_extensions = ["colon_fence", "deflist"]
myst_heading_anchors = 3
html_theme = "furo"
html_title = f"Foresale {release}"
html_copy_source = False
exclude_patterns = ["images"]
suppress_warnings = ["misc.highlighting_failure"]

generate.main()
