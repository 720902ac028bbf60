"""Take the picture of a report that README shows: its first screen, in a browser's light mode.

    python tools/screenshot_report.py my-run                                  writes docs/images/report.png
    python tools/screenshot_report.py my-run --lang zh --out docs/images/report-zh.png

The page is rendered anew from the run's metrics.json. Needs chromium (`apt-get install chromium`), and for Chinese its
fonts (`apt-get install fonts-noto-cjk`); where one is missing the old picture stays, with a word about it.
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from foresale import language
from foresale.jobs.report import report

IMAGES = Path(__file__).parents[1] / "docs" / "images"
WINDOW = "1100,700"  # the answer, its picture and the verdict
LARGEST = 200_000  # bytes: README is read on phones too


def main() -> None:
    parser = argparse.ArgumentParser(description="Take the picture of a report that README shows.")
    parser.add_argument("folder", type=Path, help="what `foresale train --out` or `foresale demo` left")
    parser.add_argument("--lang", choices=language.LANGUAGES, default="en")
    parser.add_argument("--out", type=Path, default=IMAGES / "report.png")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch, language.use(asked.lang):
        photograph(report(asked.folder, out=Path(scratch) / "page.html"), asked.out, chinese=asked.lang == "zh")


def photograph(page: Path, picture: Path, *, chinese: bool = False) -> None:
    """The first screen of `page` as a PNG; `chinese`: only where the machine has the fonts for it."""
    browser = shutil.which("chromium") or shutil.which("google-chrome")
    if browser is None:
        print(f"no chromium here: {picture.name} stays as it is", file=sys.stderr)
        return
    if chinese and not (
        shutil.which("fc-list") and subprocess.run(["fc-list", ":lang=zh"], capture_output=True).stdout
    ):
        print(f"no Chinese font here (fonts-noto-cjk): {picture.name} stays as it is", file=sys.stderr)
        return
    picture.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as profile:
        command = [browser, "--headless", "--no-sandbox", "--hide-scrollbars", f"--user-data-dir={profile}",
                   "--blink-settings=preferredColorScheme=1", f"--window-size={WINDOW}"]  # fmt: skip
        subprocess.run([*command, f"--screenshot={picture}", page.as_uri()], check=True, capture_output=True)
    size = picture.stat().st_size
    if size > LARGEST:
        raise SystemExit(f"{picture} has {size:,} bytes, more than {LARGEST:,}: choose a smaller window")


if __name__ == "__main__":
    main()
