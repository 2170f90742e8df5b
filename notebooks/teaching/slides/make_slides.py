"""Make a reveal.js deck of each notebook: ``make slides``, or of some, named by their numbers.

What stands on a slide is said by the metadata of the notebook's cells; README.md beside this file
explains them. A deck is one HTML file that needs nothing else: no network, no second file.
"""

import base64
import html
import importlib.util
import io
import re
import sys
from pathlib import Path

import jinja2
import matplotlib
import nbformat
from latex2mathml.converter import convert
from nbconvert.filters import markdown2html
from PIL import Image
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import PythonLexer

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[2]
LESSONS = sorted((ROOT / "notebooks").glob("[0-9]*.ipynb"))
DECKS = ROOT / "build" / "slides"

SLIDE_TYPES = ("slide", "subslide", "fragment", "notes", "skip", "-")
TALL = 1.4  # a figure with a smaller ratio of width to height stands beside the text
HIGHLIGHTER = HtmlFormatter(style="vs", nowrap=True)

# A fence, an answer, a formula, or text up to the next empty line.
BLOCK = re.compile(r"```.*?```|<details>.*?</details>|\$\$.*?\$\$|(?:(?!\n\s*\n).)+", re.DOTALL)
# What is shown whole or not at all: blocks with lists, tables and so on.
WHOLE = re.compile(r"^ *([-*] |\d+\. |\||> |```|<details|\$\$|\*\*(Check|Quick|What))", re.MULTILINE)
QUESTION = ("**Check yourself", "**Quick question", "<details")
TO_THE_END = r".*?(?<! al)[.?!][*_)”\"]*(?=\s|$)"
MATH = re.compile(r"```.*?```|`[^`]+`|\$\$(?P<display>.+?)\$\$|\$(?P<inline>[^$]+)\$", re.DOTALL)


class SlidesError(Exception):
    """A cell's metadata from which no slide can be made."""


def make_deck(notebook):
    """Divide a notebook into slides.

    Returns
    -------
    list of lists of dicts
        One list for each column of slides, with one slide unless there are subslides. A slide has
        a ``title`` and ``notes`` in Markdown, and ``parts``, pairs of HTML and, for a figure, its
        ratio of width to height.
    """
    columns, section, notes = [], "", []
    for cell in notebook.cells:
        for event, content in events(cell):
            if event == "heading":
                # What is said from here on belongs to the slide that comes next.
                section, notes = content.lstrip("# "), []
            elif event == "note":
                notes.append(content)
            elif event == "part" and columns:
                columns[-1][-1]["parts"].append(content)
            elif event == "part":
                raise SlidesError(f"cell {cell.id}: a deck begins with a cell of the type slide.")
            else:
                if columns and notes is columns[-1][-1]["notes"]:
                    notes = []
                title = cell.metadata.slideshow.get("title", section)
                columns += [[]] if event == "slide" or not columns else []
                columns[-1].append({"title": title, "parts": [], "notes": notes})
    return columns


def events(cell):
    """What a cell does to the deck, in order: pairs of a word and its content."""
    kind = slide_type(cell)
    if cell.cell_type == "markdown":
        found = list(prose_events(cell, kind))
    else:
        found = [("part", part) for part in code_parts(cell)] if kind != "skip" else []
    if kind == "fragment":
        wrap = '<div class="fragment">{}</div>'.format
        found = [(e, (wrap(c[0]), c[1]) if e == "part" else c) for e, c in found]
    return list(begin_slides(found, kind)) if kind in ("slide", "subslide") else found


def begin_slides(found, kind):
    """Begin a slide with the first thing shown, or with the heading that stands above it.

    Where a heading within the cell has something to show below it, another slide begins.
    """
    groups = [[]]
    for event in found:
        groups += [[]] if event[0] == "heading" else []
        groups[-1].append(event)
    with_parts = [group for group in groups if any(event == "part" for event, _ in group)]
    for group in groups:
        first = next((n for n, (event, _) in enumerate(group) if event != "note"), 0)
        if group in (with_parts or groups[-1:]):
            under_heading = bool(group) and group[0][0] == "heading"
            group.insert(1 if under_heading else first, (kind, None))
        yield from group


def slide_type(cell):
    """What a cell is in the deck; questions are slides unless their metadata say otherwise."""
    default = "slide" if "question" in cell.metadata.get("tags", []) else "skip"
    kind = cell.metadata.get("slideshow", {}).get("slide_type", default)
    if kind not in SLIDE_TYPES:
        raise SlidesError(f"cell {cell.id}: there is no slide_type '{kind}'.")
    return kind


def prose_events(cell, kind):
    """Headings of a Markdown cell, what is shown of it, and what is left for the notes."""
    show = cell.metadata.get("slideshow", {}).get("show")
    wanted, question = list(show or []), False
    for text in filter(None, map(str.strip, BLOCK.findall(cell.source))):
        if text.startswith("#"):
            yield "heading", text
            continue
        if kind == "skip":
            continue
        seen = text if show is None else choose(text, wanted)
        if question and text.startswith("<details"):
            seen = text
        question = bool(seen) and text.startswith(QUESTION)
        if seen and kind != "notes":
            yield "part", (to_html(seen), None)
        if seen != text or kind == "notes":
            yield "note", text
    if wanted and kind != "skip":
        raise SlidesError(f"cell {cell.id}: nothing in it begins with '{wanted[0]}'.")


def choose(text, wanted):
    """Take from a block what begins with one of the wanted words, and strike those out."""
    line = " ".join(text.split())
    chosen = []
    for words in list(wanted):
        at = line.find(words)
        if at == 0 and WHOLE.search(text):
            wanted.remove(words)
            return text
        if at >= 0:
            sentence = re.match(TO_THE_END, line[at:])
            item = "\n- " if line[:at].endswith("- ") else " "
            chosen.append((at, item + (sentence[0] if sentence else line[at:])))
            wanted.remove(words)
    return "".join(sentence for _, sentence in sorted(chosen)).strip()


def to_html(text):
    """Markdown as HTML: formulas as MathML, links to notebooks as links to decks."""
    text = MATH.sub(to_mathml, text)
    text = re.sub(r"\]\((\d\d_\w+)\.ipynb\)", r"](\1.html)", text)
    text = text.replace("<details>", '<details name="answer">')
    return markdown2html(text)


def to_mathml(match):
    if match["display"]:
        formula = convert(match["display"], display="block")
    elif match["inline"]:
        formula = convert(match["inline"])
    else:
        return match[0]
    # The converter leaves no room between a function's name and what follows.
    return re.sub(r"(<mi>(?:log|tanh|min|max)</mi>)", r'\1<mspace width="0.17em"/>', formula)


def code_parts(cell):
    """Source and outputs of a code cell, each in HTML, with the ratio of a figure's sides."""
    tags, printed = cell.metadata.get("tags", []), ""
    if "slide-output-only" not in tags:
        yield listing(highlight(cell.source, PythonLexer(), HIGHLIGHTER), "source"), None
    for output in cell.outputs if "slide-code-only" not in tags else []:
        data = output.get("data", {})
        picture = next((kind for kind in data if kind.startswith("image/")), None)
        if output.output_type == "stream":
            printed += output.text
        elif picture:
            yield figure(data[picture], picture, output.metadata[picture]["alt"])
        elif "text/markdown" in data:
            yield to_html(data["text/markdown"]), None
        elif "text/latex" in data:  # the source of a function of the library
            source = re.sub(r'\n *""".*?"""', "", data["text/plain"], flags=re.DOTALL)
            yield listing(highlight(source, PythonLexer(), HIGHLIGHTER), "source"), None
        else:
            printed += data["text/plain"]
    if printed:
        yield listing(html.escape(printed), "printed"), None


def listing(text, kind):
    """Text of fixed width, in letters as large as its longest line allows."""
    longest = max(map(len, html.unescape(re.sub("<[^>]+>", "", text)).splitlines()))
    size = max(20, min(26, int(1900 / longest)))
    return f'<pre class="{kind}" style="font-size: {size}px"><code>{text.strip()}</code></pre>'


def figure(data, kind, alt):
    width, height = Image.open(io.BytesIO(base64.b64decode(data))).size
    source = f"data:{kind};base64,{data.strip()}"
    picture = f'<img src="{source}" width="{width}" height="{height}" alt="{html.escape(alt)}">'
    return f"<figure>{picture}</figure>", width / height


def page(notebook, name):
    """The whole deck as one HTML file."""
    columns = make_deck(notebook)
    for slide in (slide for column in columns for slide in column):
        ratios = [ratio for _, ratio in slide["parts"] if ratio]
        slide["aside"] = len(ratios) == 1 < len(slide["parts"]) and ratios[0] < TALL
        slide["notes"] = to_html("\n\n".join(slide["notes"]))
        # Without the stroke "1. Start" would be an item of a list.
        title = to_html(re.sub(r"^(\d+)\.", r"\1\.", slide["title"]))
        slide["title"] = re.sub("</?p>", "", title)
    # Found, not imported: only the copy of reveal.js inside the package is used.
    package = Path(importlib.util.find_spec("sphinx_revealjs").submodule_search_locations[0])
    reveal = package / "_static" / "revealjs"
    sans = reveal / "dist" / "theme" / "fonts" / "source-sans-pro"
    fonts = {
        ("Slides", "normal", 400): sans / "source-sans-pro-regular.woff",
        ("Slides", "italic", 400): sans / "source-sans-pro-italic.woff",
        ("Slides", "normal", 600): sans / "source-sans-pro-semibold.woff",
        ("Slides code", "normal", 400): Path(matplotlib.get_data_path(), "fonts/ttf/DejaVuSansMono.ttf"),
    }
    styles = [reveal / "dist" / "reset.css", reveal / "dist" / "reveal.css", HERE / "slides.css"]
    scripts = [reveal / "dist" / "reveal.js", reveal / "plugin" / "notes" / "notes.js"]
    template = jinja2.Template((HERE / "deck.html.j2").read_text(), trim_blocks=True)
    return template.render(
        title=re.match("# (.*)", notebook.cells[0].source)[1],
        columns=columns,
        fonts={face: base64.b64encode(file.read_bytes()).decode() for face, file in fonts.items()},
        styles=[file.read_text() for file in styles] + [HIGHLIGHTER.get_style_defs("pre")],
        scripts=[file.read_text() for file in scripts],
    )


def main(names):
    DECKS.mkdir(parents=True, exist_ok=True)
    for path in LESSONS:
        if names and not path.name.startswith(tuple(names)):
            continue
        try:
            deck = page(nbformat.read(path, as_version=4), path.stem)
        except SlidesError as error:
            sys.exit(f"slides: {path.name}, {error}")
        target = DECKS / f"{path.stem}.html"
        target.write_text(deck, encoding="utf-8")
        print(f"{target.relative_to(ROOT)}: {len(deck) / 1e6:.1f} MB")


if __name__ == "__main__":
    main(sys.argv[1:])
