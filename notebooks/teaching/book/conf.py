"""How Sphinx makes the book out of the notebooks; make_book.py calls it."""

import importlib
import json
import re
from pathlib import Path

from docutils import nodes
from myst_nb.core.render import NbElementRenderer
from sphinx import addnodes

from notebooks.teaching.book import chapters, words

HERE = Path(__file__).resolve().parent

project = "GANs: Not Always Black and White"
language = "en"
root_doc = "teaching/book/index"
include_patterns = [
    "*.ipynb",
    "clinic.md",
    "teaching/exercises/source/[0-9]*/[0-9]*.ipynb",
    "teaching/README.md",
    "teaching/*/*.md",
]
extensions = ["myst_nb"]
nb_execution_mode = "off"
nb_render_markdown_format = "myst"
myst_enable_extensions = ["dollarmath"]
# Links may name a heading as GitHub does: `05_proof_of_concept_32px.ipynb#4-the-run`.
myst_heading_anchors = 4
suppress_warnings = ["myst.header", "toc.empty_glob", "toc.not_readable"]

MATHJAX = Path(importlib.import_module("sphinx-mathjax-offline").__file__).parent
html_theme = "sphinx_book_theme"
html_title = project
# MathJax in one file that brings its letters along as drawings: it works from disk everywhere.
html_static_path = ["static", str(MATHJAX / "static" / "mathjax" / "tex-svg.js")]
mathjax_path = "tex-svg.js"
html_css_files = ["book.css"]
html_context = {"default_mode": "auto"}
html_copy_source = False
html_show_copyright = False
html_show_sphinx = False
html_theme_options = {
    "use_download_button": False,
    "use_fullscreen_button": False,
    "navbar_persistent": [],
    "footer_content_items": [],
    "show_toc_level": 2,
    "pygments_light_style": "a11y-high-contrast-light",
    "pygments_dark_style": "a11y-high-contrast-dark",
}

TERMS = words.glossary_terms((HERE / "glossary.md").read_text(encoding="utf-8"))
PLACES = {}  # where each term and symbol comes first: a running number, page, section, its title


def show_with_alt(self, data, plain=NbElementRenderer.render_image):
    """Give a figure the alternative text of its output, which MyST-NB leaves behind."""
    [image] = plain(self, data)
    image["alt"] = data.output_metadata.get(data.mime_type, {}).get("alt", "")
    return [image]


def leave_out_checks(app, docname, source):
    """Show exercises with their solutions, and leave nbgrader's checks and marks to nbgrader."""
    if "/exercises/source/" not in docname:
        return
    notebook = json.loads(source[0])
    cells = [c for c in notebook["cells"] if not c["metadata"].get("nbgrader", {}).get("grade")]
    for cell in cells:
        text = "".join(cell["source"])
        cell["source"] = re.sub(r"^ *### (BEGIN|END) SOLUTION\n?", "", text, flags=re.MULTILINE)
    source[0] = json.dumps(notebook | {"cells": cells})


def show_chapters(app, docname, source):
    """Put the chapters' cards on the first page."""
    if docname == root_doc:
        made = chapters.cards(sorted(HERE.parents[1].glob("[0-9]*.ipynb")))
        source[0] = source[0].replace("CHAPTERS", made)


def section_of(node):
    while not isinstance(node, nodes.section):
        node = node.parent
    return node


def note_words(app, doctree):
    """Remember where a notebook's terms and symbols are, and lead from terms to the glossary."""
    docname = app.env.docname
    if not docname[0].isdigit():
        return
    for node in list(doctree.findall(lambda n: isinstance(n, (nodes.emphasis, nodes.math)))):
        section = section_of(node)
        title = section.next_node(nodes.title).astext()
        place = len(PLACES), docname, section["ids"][0], title
        if isinstance(node, nodes.math):
            for symbol in words.symbols(node.astext()):
                PLACES.setdefault(symbol, place)
        elif (term := TERMS.get(words.key(node.astext()))) and title != "Further reading":
            PLACES.setdefault(words.key(term), place)
            link = addnodes.pending_xref(
                refdomain="std", reftype="term", reftarget=term, refdoc=docname, refexplicit=True
            )
            node.replace_self(link)
            link += node


def show_places(app, doctree, docname):
    """Say in glossary and notation where each word and symbol stands first."""
    if docname == "teaching/book/glossary":
        for item in doctree.findall(nodes.definition_list_item):
            terms = [words.key(term.astext()) for term in item.findall(nodes.term)]
            add_place(app, docname, terms, min, item[-1][-1])
    if docname == "teaching/book/notation":
        for row in doctree.findall(nodes.row):
            formulas = [math.astext() for math in row[0].findall(nodes.math)]
            found = [symbol for formula in formulas for symbol in words.symbols(formula)]
            # A formula needs all of its symbols: the last of them decides.
            add_place(app, docname, found, max, row[1][-1])


def add_place(app, docname, names, choose, paragraph):
    places = [PLACES[name] for name in names if name in PLACES]
    if not places:
        return
    _, target, anchor, title = choose(places)
    number, dot, _ = title.partition(".")
    where = f"notebook {target[:2]}"
    if title[:2] != target[:2]:
        where += f", section {number}" if dot and number.isdigit() else f", “{title}”"
    address = f"{app.builder.get_relative_uri(docname, target)}#{anchor}"
    link = nodes.reference("", where, internal=True, refuri=address)
    paragraph += [nodes.Text(" ("), link, nodes.Text(")")]


def link_files(app, doctree):
    """Let links to files that are no pages fetch the file, and those to folders be plain text."""
    for link in list(doctree.findall(addnodes.pending_xref)):
        target = link["reftarget"].partition("#")[0]
        if link["reftype"] != "myst" or not target or target in app.env.found_docs:
            continue
        start = "/" if link["refdomain"] == "doc" else ""
        for suffix in ("", ".md", ".ipynb"):
            _, file = app.env.relfn2path(start + target + suffix, app.env.docname)
            if Path(file).is_file():
                fetch = addnodes.download_reference(reftarget=start + target + suffix)
                link.replace_self(fetch)
                fetch += link.children
                break
            if Path(file).is_dir():
                link.replace_self(link.children)
                break


def search_from_disk(app, pagename, template, context, doctree):
    """Load the texts of all pages, which `make_book` writes, on the page of the search."""
    if pagename == "search":
        app.add_js_file("texts.js")


def setup(app):
    NbElementRenderer.render_image = show_with_alt
    app.connect("source-read", leave_out_checks)
    app.connect("source-read", show_chapters)
    app.connect("doctree-read", note_words)
    # Before Sphinx collects what there is to fetch.
    app.connect("doctree-read", link_files, priority=400)
    app.connect("doctree-resolved", show_places)
    app.connect("html-page-context", search_from_disk)
