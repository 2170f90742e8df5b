"""The book as a reader gets it: opened from disk, without a network; read, searched and printed."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from notebooks.teaching.book import make_book

NOTEBOOKS = Path(__file__).resolve().parents[2] / "notebooks"
PARTS = [
    "*.ipynb",
    "clinic.md",
    "teaching/exercises/source/*/*.ipynb",
    "teaching/README.md",
    "teaching/*/*.md",
]
SOURCES = [path for part in PARTS for path in sorted(NOTEBOOKS.glob(part))]
PAGES = [path.relative_to(NOTEBOOKS).with_suffix(".html").as_posix() for path in SOURCES]
PAGES += ["index.html", "search.html", "genindex.html"]
A4 = pytest.approx((595, 842), abs=2)  # points


@pytest.fixture(scope="module")
def book():
    """The folder of the book, newly made."""
    # In a process of its own: Playwright runs once in each.
    subprocess.run([sys.executable, "-m", make_book.__name__], check=True)
    return make_book.BUILD


@pytest.fixture
def tab(chromium):
    """A tab without a network, which notes what it would have fetched and what went wrong."""
    tab = chromium.new_page(viewport={"width": 1200, "height": 900})
    tab.context.set_offline(True)
    tab.set_default_timeout(300_000)
    tab.fetched, tab.errors = [], []
    tab.on("request", lambda r: r.url.startswith(("file:", "data:")) or tab.fetched.append(r.url))
    tab.on("console", lambda said: said.type == "error" and tab.errors.append(said.text))
    tab.on("pageerror", lambda error: tab.errors.append(str(error)))
    yield tab
    tab.close()


@pytest.mark.parametrize("name", PAGES)
def test_page(book, tab, name):
    """On a laptop by day, and on a phone at night."""
    for scheme, width in (("light", 1200), ("dark", 400)):
        # A color that is still fading in is neither what is seen before nor after.
        tab.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        tab.set_viewport_size({"width": width, "height": 900})
        tab.goto((book / "html" / name).as_uri())
        if name == "index.html":  # the door, which leads on to the first page
            tab.wait_for_url(f"**/{make_book.HOME}")
        tab.evaluate("window.MathJax?.startup?.promise")
        assert_complete(tab)
        assert_accessible(tab)


def assert_complete(tab):
    width = tab.evaluate("document.documentElement.scrollWidth")
    assert width <= tab.viewport_size["width"], "part of it is out of sight"
    text = tab.locator("main").first
    assert not tab.locator("mjx-merror").count()
    assert text.locator(".math").count() == text.locator(".math mjx-container").count()
    pictures = text.locator("img")
    assert not pictures.evaluate_all("all => all.filter(one => !one.naturalWidth).length")
    told = pictures.locator("xpath=self::*[not(ancestor::*[@class='chapter'])]")  # not ornaments
    assert not told.evaluate_all("all => all.filter(one => one.alt.length < 20).length")
    assert not tab.fetched and not tab.errors


def assert_accessible(tab):
    # Without `preload`, with which axe fetches style sheets; browsers refuse that from disk.
    options = {"preload": False, "resultTypes": ["violations"]}
    assert not [
        f"{fault['id']}: {fault['help']}: {node['html'][:160]}"
        for fault in Axe().run(tab, options=options).response["violations"]
        if fault["impact"] in ("serious", "critical")
        for node in fault["nodes"]
    ]


def test_links_lead_somewhere(book, tmp_path):
    assert make_book.broken_links(book / "html") == []
    # And the check itself finds what is broken.
    (tmp_path / "a.html").write_text('<a href="b.html#here">b</a> <a href="#no">a</a>')
    (tmp_path / "b.html").write_text('<p id="here"><img src="no.png"></p>')
    assert make_book.broken_links(tmp_path) == ["a.html to #no", "b.html to no.png"]


def test_search_finds_a_word(book, tab):
    tab.goto((book / "html" / "teaching/book/index.html").as_uri())
    tab.keyboard.press("Control+k")
    tab.keyboard.type("forger")
    tab.keyboard.press("Enter")
    tab.get_by_role("link", name="01. What is a GAN?").last.wait_for()
    found = tab.locator("#search-results li a").all_inner_texts()
    assert "01. What is a GAN?" in found
    excerpt = tab.locator("#search-results li p.context").first
    expect(excerpt).to_contain_text(re.compile("forger", re.IGNORECASE))
    assert not any("Mountain" in title for title in found)
    assert not tab.fetched


def test_terms_lead_to_the_glossary_and_back(book, tab):
    tab.goto((book / "html" / "03_shapes_dataset.html").as_uri())
    tab.get_by_role("link", name="coverage").first.click()
    assert tab.url.endswith("glossary.html#term-coverage")
    tab.locator("#term-coverage + dd").get_by_role("link").click()
    assert tab.url.endswith("03_shapes_dataset.html#drawing-with-smooth-edges")


def test_printed_book(book):
    """Contents with the numbers of the pages, on which the chapters then stand."""
    from pypdf import PdfReader

    reader = PdfReader(book / "gans-not-always-black-and-white.pdf")
    assert all(page.mediabox[2:] == A4 for page in reader.pages)
    chapters = [entry for entry in reader.outline if not isinstance(entry, list)]
    pages = {entry.title: reader.get_destination_page_number(entry) for entry in chapters}
    contents = "\n".join(page.extract_text() for page in reader.pages[1:8])
    for source in SOURCES[:12]:
        title = next(title for title in pages if title[:2] == source.name[:2])
        assert title in reader.pages[pages[title]].extract_text()
        assert re.search(rf"{re.escape(title)}\s*{pages[title] + 1}\b", contents), title


def test_lesson_plans_are_one_page_each(book):
    from pypdf import PdfReader

    plans = [path for path in SOURCES if path.parent.name == "lessons" and path.stem != "README"]
    for plan in plans:
        reader = PdfReader(book / "lessons" / f"{plan.stem}.pdf")
        assert len(reader.pages) == 1, plan.stem
        assert reader.pages[0].mediabox[2:] == A4
