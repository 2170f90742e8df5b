"""Print the book's pages: all of them as one PDF, and each lesson plan on one page."""

import html
import os
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit

from bs4 import BeautifulSoup
from playwright.sync_api import sync_playwright
from pypdf import PdfReader

from course import stop

HERE = Path(__file__).resolve().parent
PAPER = {"format": "A4", "print_background": True, "tagged": True}
# Smaller than this part of its size, a lesson plan is no longer read easily.
SMALLEST = 0.75


def print_all(browser, site, home, folder):
    """Print a site of Sphinx.

    Parameters
    ----------
    browser : str
        A Chromium.
    site : pathlib.Path
        The folder with the pages.
    home : str
        The first page, which lists the others in their order.
    folder : pathlib.Path
        For the PDFs.

    Returns
    -------
    list of pathlib.Path
    """
    # In a container, where root is all there is, the sandbox cannot be set up.
    as_root = ["--no-sandbox"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []
    book = folder / "gans-not-always-black-and-white.pdf"
    with sync_playwright() as playwright:
        tab = playwright.chromium.launch(executable_path=browser, args=as_root).new_page()
        # A book of some 270 pages takes a busy machine minutes.
        tab.set_default_timeout(1_200_000)
        print_book(tab, site, home, book)
        plans = sorted((site / "teaching" / "lessons").glob("*.html"))
        plans = [plan for plan in plans if plan.stem.lower() not in ("readme", "index")]
        return [book, *(print_plan(tab, site, plan, folder / "lessons") for plan in plans)]


def print_book(tab, site, home, path):
    """Print all pages in a row, with a table of contents that knows on which page each begins."""
    start = BeautifulSoup((site / home).read_text(encoding="utf-8"), "html.parser")
    menu = start.select_one("nav.bd-links")
    welcome = article(site, home)
    table, chapters = [], []
    for part in menu.select("p.caption, a.reference"):
        if part.name == "p":
            table.append(f"<h2>{html.escape(part.get_text())}</h2>")
            continue
        chapter = article(site, urljoin(home, part["href"]))
        chapters.append(str(chapter))
        for section in chapter.select("section:has(> h1, > h2)"):
            heading = section.find(["h1", "h2"], recursive=False)
            table.append(
                f'<p class="{heading.name}"><a href="#{section["id"]}">'
                f'{heading.decode_contents()}</a><span data-of="{section["id"]}">000</span></p>'
            )
    for menu in welcome.select(".toctree-wrapper"):
        menu.decompose()
    contents = f'<nav class="contents"><h1>Contents</h1>{"".join(table)}</nav>'
    show(tab, site, f'<div class="cover">{welcome}</div>{contents}{"".join(chapters)}')
    paper = PAPER | {"path": path, "outline": True, "display_header_footer": True}
    paper |= {"header_template": "<i></i>", "footer_template": (HERE / "footer.html").read_text()}
    # Only a printed book knows its page numbers: print, fill them in, print again.
    tab.pdf(**paper)
    reader = PdfReader(path)
    numbers = {
        name.lstrip("/"): reader.get_destination_page_number(place) + 1
        for name, place in reader.named_destinations.items()
    }
    tab.evaluate(
        """numbers => { for (const cell of document.querySelectorAll("[data-of]"))
             cell.textContent = numbers[cell.dataset.of]; }""",
        numbers,
    )
    tab.pdf(**paper)


def print_plan(tab, site, plan, folder):
    """Print a lesson plan on one page, a little smaller if it must be."""
    path = folder / f"{plan.stem}.pdf"
    folder.mkdir(exist_ok=True)
    show(tab, site, f'<div class="plan">{article(site, plan.relative_to(site).as_posix())}</div>')
    for percent in range(100, round(100 * SMALLEST) - 1, -5):
        tab.pdf(path=path, scale=percent / 100, **PAPER)
        if len(PdfReader(path).pages) == 1:
            return path
    stop(f"the lesson plan {plan.stem}.md is too long for one page: shorten it.")


def article(site, page):
    """The text of a page, its links and pictures as seen from the folder of the site."""
    soup = BeautifulSoup((site / page).read_text(encoding="utf-8"), "html.parser")
    text = soup.select_one("article.bd-article")
    for part in text.select(".headerlink, .prev-next-area, script"):
        part.decompose()
    for answer in text.select("details"):
        answer["open"] = ""
    # The same heading stands in many pages: their anchors get the page's name.
    for part in text.select("[id]"):
        part["id"] = f"{page}.{part['id']}"
    for picture in text.select("img"):
        picture["src"] = urljoin(page, picture["src"])
    for link in text.select("a[href]"):
        parts = urlsplit(urljoin(page, link["href"]))
        if parts.scheme:
            continue
        if parts.path.endswith(".html"):
            link["href"] = f"#{parts.path}.{unquote(parts.fragment)}"
        else:
            link.unwrap()
    text["id"] = f"{page}."
    return text


def show(tab, site, body):
    """Open a text as a page, with its formulas set."""
    page = (HERE / "print.html").read_text(encoding="utf-8").replace("BODY", body)
    file = site / "print.html"
    file.write_text(page, encoding="utf-8")
    tab.goto(file.as_uri())
    tab.evaluate("MathJax.startup.promise")
    file.unlink()
