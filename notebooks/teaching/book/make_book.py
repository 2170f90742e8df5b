"""Make the book: ``make book``. A web site and PDFs, out of the notebooks as they are stored.

Nothing is executed and nothing is fetched. `conf.py` says how Sphinx makes the pages. This file
calls it, checks every link between the pages, and has them printed by the system's Chromium.
"""

import html
import json
import shutil
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

from bs4 import BeautifulSoup

from course import BROWSERS, ROOT, stop

HERE = Path(__file__).resolve().parent
BUILD = ROOT / "build" / "book"
SITE = BUILD / "html"
HOME = "teaching/book/index.html"


def main():
    make_site()
    if faults := broken_links(SITE):
        stop("links in the book lead nowhere: " + "; ".join(faults) + ".")
    print(f"course: the book is {(SITE / 'index.html').relative_to(ROOT)}.")
    browser = next(filter(None, map(shutil.which, BROWSERS)), None)
    if browser is None:
        print("course: the PDF was not made: there is no Chromium; install one and run this again.")
        return
    from .printing import print_all

    for path in print_all(browser, SITE, HOME, BUILD):
        print(f"course: to print: {path.relative_to(ROOT)}.")


def make_site():
    """Let Sphinx make the pages, each in the folder that its source has below notebooks/."""
    shutil.rmtree(BUILD, ignore_errors=True)
    options = ["-q", "-E", "-b", "html", "-c", HERE, "-d", BUILD / "doctrees"]
    command = [sys.executable, "-m", "sphinx", *options, HERE.parents[1], SITE]
    if subprocess.call(command, cwd=ROOT):
        stop("Sphinx could not make the book; its last lines above say why.")
    # Sphinx copies what Markdown shows, but not what HTML within it does.
    shutil.copytree(HERE.parents[1] / "figures", SITE / "figures")
    for scratch in ("doctrees", "jupyter_execute"):
        shutil.rmtree(BUILD / scratch)
    keep_texts(SITE)
    door = (HERE / "door.html").read_text(encoding="utf-8").replace("HOME", HOME)
    (SITE / "index.html").write_text(door, encoding="utf-8")


# The search asks for the pages that it found, which a browser does not give it from disk.
EXCERPTS = """const TEXTS = %s;
window.fetch = async (address) => {
  const { pathname } = new URL(address, location.href);
  const page = Object.keys(TEXTS).find((name) => decodeURI(pathname).endsWith(`/${name}`));
  return new Response(`<div role="main">${TEXTS[page] ?? ""}</div>`);
};
"""


def keep_texts(site):
    """Put the texts of all pages where the search finds them."""
    texts = {}
    for path in sorted(site.rglob("*.html")):
        if "_static" not in path.parts:
            soup = BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser")
            for mark in soup.select(".headerlink"):
                mark.decompose()
            if article := soup.select_one("article"):
                text = " ".join(article.get_text(" ").split())
                texts[path.relative_to(site).as_posix()] = html.escape(text)
    script = EXCERPTS % json.dumps(texts, ensure_ascii=False)
    (site / "_static" / "texts.js").write_text(script, encoding="utf-8")


class Page(HTMLParser):
    """What a page links to, and what in it can be linked to."""

    def __init__(self, path):
        super().__init__()
        self.targets, self.anchors = [], {""}
        self.feed(path.read_text(encoding="utf-8"))

    def handle_starttag(self, tag, attributes):
        for name, value in attributes:
            if name in ("href", "src") and value:
                self.targets.append(value)
            elif name in ("id", "name"):
                self.anchors.add(value)


def broken_links(site):
    """List the links of a folder of HTML pages that lead to no file, page or heading in it.

    Parameters
    ----------
    site : pathlib.Path

    Returns
    -------
    list of str
    """
    site = site.resolve()
    # The theme leaves templates among its own files.
    found = [path for path in sorted(site.rglob("*.html")) if "_static" not in path.parts]
    pages = {path: Page(path) for path in found}
    faults = []
    for path, page in pages.items():
        for target in page.targets:
            parts = urlsplit(target)
            if parts.scheme or parts.netloc:
                continue
            file = (path.parent / unquote(parts.path)).resolve() if parts.path else path
            lost = file in pages and unquote(parts.fragment) not in pages[file].anchors
            if lost or not file.is_file():
                faults.append(f"{path.relative_to(site)} to {target}")
    return faults


if __name__ == "__main__":
    main()
