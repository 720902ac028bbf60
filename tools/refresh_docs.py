"""Write the real output under the commands of README and tutorial, and take the report's pictures.

    python tools/refresh_docs.py          (chromium for the pictures; a few minutes)

The commands run on the whole demo log. Times are taken out of the output, so that a second run changes nothing.
"""

from __future__ import annotations

import re
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "tests"))

from screenshot_report import photograph  # noqa: E402

from docs.blocks import Block, blocks  # noqa: E402
from docs.shell import run_block  # noqa: E402

PAGES = {
    "README.md": "report",
    "README.zh.md": "report-zh",
    "docs/tutorial/first-model.md": "",
    "docs/tutorial/first-model-zh.md": "",
}
TIME = re.compile(r"  \d+\.\d s$", re.MULTILINE)


def main() -> None:
    for page, picture in PAGES.items():
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            run_block(Block("console", "$ foresale demo --save orders.csv\n", 0), folder)
            refresh(ROOT / page, folder)
            if picture:
                image = ROOT / "docs" / "images" / f"{picture}.png"
                photograph(folder / "run" / "report.html", image, chinese=picture.endswith("-zh"))


def refresh(page: Path, folder: Path) -> None:
    """Run the page's console blocks and put under each command what it printed on stdout."""
    text = page.read_text(encoding="utf-8")
    for block in blocks(page):
        if block.language == "console" and (shown := run_block(block, folder, talk=False)):
            new = "".join(f"$ {command}\n{TIME.sub('', out).rstrip()}\n" for command, out in shown)
            text = text.replace(f"```console\n{block.text}```", f"```console\n{new}```", 1)
    page.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
