"""The book as a reader gets it: opened from disk, without a network, by eye, ear and search."""

import re
import sys
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe

ROOT = Path(__file__).resolve().parents[2]
NOTEBOOKS = ROOT / "notebooks"
SOURCES = [
    *sorted(NOTEBOOKS.glob("[0-9]*.ipynb")),
    *sorted(NOTEBOOKS.glob("solutions/[0-9]*.ipynb")),
    *sorted(NOTEBOOKS.glob("teaching/README.md")),
    *sorted(NOTEBOOKS.glob("teaching/[blr]*/*.md")),
]
PAGES = [path.relative_to(NOTEBOOKS).with_suffix(".html").as_posix() for path in SOURCES]
PAGES += ["index.html", "search.html", "genindex.html"]


@pytest.fixture(scope="module")
def made():
    """The tool that makes the book, after it has made it."""
    from notebooks.teaching.book import make_book

    make_book.main()
    return make_book


@pytest.fixture
def tab(chromium):
    """A page of the browser that reaches files alone, and what it would have fetched or said."""
    page = chromium.new_page(viewport={"width": 1200, "height": 900})
    page.fetched, page.errors = [], []
    page.on("request", lambda r: r.url.startswith(("file:", "data:")) or page.fetched.append(r.url))
    page.on("console", lambda said: said.type == "error" and page.errors.append(said.text))
    page.on("pageerror", lambda error: page.errors.append(str(error)))
    page.context.set_offline(True)
    yield page
    page.close()


@pytest.mark.parametrize("name", PAGES)
def test_page(made, tab, report, name):
    tab.goto((made.SITE / name).as_uri())
    tab.wait_for_function("!window.MathJax?.startup || document.querySelector('.math') === null"
                          " || document.querySelector('mjx-container')")
    assert not tab.locator(".math mjx-merror").count()
    assert not re.search(r"\\\(|\\\[", tab.locator("main").first.inner_text()), "a formula is not set"
    pictures = tab.locator("main img")
    assert not pictures.evaluate_all("all => all.filter(one => !one.naturalWidth).length")
    assert not pictures.evaluate_all("all => all.filter(one => one.alt.length < 20).length")
    for scheme in ("light", "dark"):
        tab.emulate_media(color_scheme=scheme)
        assert not serious_faults(tab), scheme
    tab.set_viewport_size({"width": 400, "height": 900})
    wide = tab.evaluate("document.documentElement.scrollWidth")
    assert wide <= 400, f"{wide} px wide on a screen of 400 px"
    assert not tab.fetched and not tab.errors


def serious_faults(tab):
    return [
        f"{fault['id']}: {fault['help']}: {node['html'][:160]}"
        for fault in Axe().run(tab).response["violations"]
        if fault["impact"] in ("serious", "critical")
        for node in fault["nodes"]
    ]
