"""Make a reveal.js deck of each notebook: ``make slides``, or of some, named by their numbers.

What stands on a slide is said by the metadata of the notebook's cells; README.md beside this file
explains them. A deck is one HTML file that needs nothing else: no network, no second file.
"""

import base64
import html
import importlib.util
import io
import itertools
import re
import sys
from functools import cache
from pathlib import Path

import jinja2
import matplotlib
import nbformat
from fontTools import subset
from fontTools.ttLib import TTFont
from nbconvert.filters import markdown2html
from PIL import Image
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import PythonLexer

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[2]
LESSONS = sorted((ROOT / "notebooks").glob("[0-9]*.ipynb"))
DECKS = ROOT / "build" / "slides"

DRAWING = re.compile(r"!\[(.*?)\]\((figures/\S+\.(?:svg|jpg))\)", re.DOTALL)
SLIDE_TYPES = ("slide", "subslide", "fragment", "notes", "skip", "-")
TAGS = {"slide-output-only", "slide-code-only"}
TALL = 1.34  # a figure with a smaller ratio of width to height stands beside the text
MONOSPACED = "fonts/ttf/DejaVuSansMono.ttf"
# Latin, Greek, punctuation to mathematical operators, brackets, letters of mathematics.
OF_FORMULAS = ((0x20, 0xFF), (0x370, 0x3FF), (0x2000, 0x22FF), (0x27E6, 0x27EF), (0x1D400, 0x1D7FF))
LITTLE, MUCH = 550, 800  # letters on a slide, with its answers
HIGHLIGHTER = HtmlFormatter(style="vs", nowrap=True)

# A fence, an answer, a formula, or text up to the next empty line.
BLOCK = re.compile(
    r"\s*(?:```.*?```|<details>.*?</details>|\$\$.*?\$\$|(?:(?!\n\s*\n).)+)", re.DOTALL
)
# What is shown whole or not at all: blocks with lists, tables and so on.
WHOLE = re.compile(
    r"^ *([-*] |\d+\. |\||> |```|<details|\$\$|\*\*(Check|Quick|What))", re.MULTILINE
)
MARK = r"(?:[-*]|\d+\.) "  # of an item of a list
QUESTION = ("**Check yourself", "**Quick question", "<details")
# A sentence, with the words in bold that introduce it.
TO_THE_END = r"(?:\*\*[^*]+\*\* )?.*?(?<! al)[.?!][*_)”\"]*(?=\s|$)"
BAR = r'<mover><mrow>((?:(?!<mover>).)*)</mrow><mo accent="true">&#x02015;</mo></mover>'
STROKE = r"<mo[^>]*>(?:&#x0007C;|\|)</mo>"
MATH = re.compile(r"```.*?```|`[^`]+`|\$\$(?P<display>.+?)\$\$|\$(?P<inline>[^$]+)\$", re.DOTALL)


class SlidesError(Exception):
    """A cell's metadata from which no slide can be made."""


def make_deck(notebook):
    """Divide a notebook into slides.

    Returns
    -------
    list of lists of dicts
        One list for each column of slides, with one slide unless there are subslides. A slide has
        a ``title`` and ``notes`` (a list) in Markdown, and ``parts``, dicts with either
        ``markdown`` or ``html``, the ``ratio`` of width to height of a figure, and whether the
        part is a ``fragment``.
    """
    columns, section, title, notes, new = [], "", None, [], "slide"
    for cell in notebook.cells:
        kind = slide_type(cell)
        title = cell.metadata.get("slideshow", {}).get("title", title)
        if kind in ("slide", "subslide"):
            new = kind
        for event, content in events(cell, kind):
            if event == "heading":
                # What is said from here on belongs to the slide that comes next.
                section, notes, new = content.lstrip("# "), [], new or "slide"
            elif event == "note":
                notes.append(content)
            else:
                if new:
                    if columns and notes is columns[-1][-1]["notes"]:
                        notes = []
                    columns += [[]] if new == "slide" else []
                    columns[-1].append({"title": title or section, "parts": [], "notes": notes})
                    title = new = None
                columns[-1][-1]["parts"].append(content | {"fragment": kind == "fragment"})
        if "question" in cell.metadata.get("tags", []) and kind != "skip":
            new = "slide"  # its choices need the rest of its slide
    return columns


def slide_type(cell):
    """What a cell is in the deck; questions are slides unless their metadata say otherwise."""
    default = "slide" if "question" in cell.metadata.get("tags", []) else "skip"
    kind = cell.metadata.get("slideshow", {}).get("slide_type", default)
    if kind not in SLIDE_TYPES:
        raise SlidesError(f"cell {cell.id}: there is no slide_type '{kind}'.")
    return kind


def events(cell, kind):
    """Yield the headings of a cell, the parts that are shown, and what is left for the notes."""
    if cell.cell_type == "code":
        if kind not in ("skip", "notes"):
            yield from (("part", part) for part in code_parts(cell))
        return
    show = cell.metadata.get("slideshow", {}).get("show")
    wanted, question = list(show or []), False
    for text in filter(None, map(str.strip, BLOCK.findall(cell.source))):
        if text.startswith("#"):
            yield "heading", text
        elif text.startswith("<div"):
            continue  # a page's own layout, with files beside it
        elif kind == "notes":
            yield "note", text
        elif kind != "skip":
            seen = text if show is None else choose(text, wanted)
            if question and text.startswith("<details"):
                seen = text
            question = bool(seen) and text.startswith(QUESTION)
            if seen:
                picture = DRAWING.fullmatch(seen)
                yield "part", drawing(*picture.groups()) if picture else {"markdown": seen}
            if seen != text:
                yield "note", text
    if wanted and kind not in ("skip", "notes"):
        raise SlidesError(f"cell {cell.id}: nothing in it begins with '{wanted[0]}'.")


def choose(text, wanted):
    """Take from a block what begins with one of the wanted words, and strike those out."""
    if WHOLE.search(text):
        line = " ".join(text.split())
        if words := next((words for words in wanted if line.startswith(words)), None):
            wanted.remove(words)
            return text
    items = re.split(rf"(?m)^(?= *{MARK})", text) if re.match(MARK, text) else [text]
    return "\n".join(filter(None, (choose_sentences(item, wanted) for item in items)))


def choose_sentences(item, wanted):
    """Take the wanted sentences of a paragraph, or of an item of a list with its mark."""
    line, chosen = " ".join(item.split()), []
    for words in list(wanted):
        at = line.find(words)
        if at >= 0:
            sentence = re.match(TO_THE_END, line[at:])
            chosen.append((at, sentence[0] if sentence else line[at:]))
            wanted.remove(words)
    mark = re.match(MARK, line) if chosen else None
    return (mark[0] if mark else "") + " ".join(sentence for _, sentence in sorted(chosen))


def to_html(text):
    """Markdown as HTML: formulas as MathML, links to notebooks as links to decks."""
    text = MATH.sub(to_mathml, text)
    text = re.sub(r"\]\((\d\d_\w+)\.ipynb(?:#[^)]*)?\)", r"](\1.html)", text)
    text = re.sub(r"\[([^\]]+)\]\([^):]+\.(?:ipynb|md)(?:#[^)]*)?\)", r"\1", text)  # no deck
    return markdown2html(text)


def to_mathml(match):
    # Imported here, because decks can be checked without it.
    from latex2mathml.converter import convert

    if match["display"]:
        formula = convert(match["display"], display="block")
    elif match["inline"]:
        formula = convert(match["inline"])
    else:
        return match[0]
    # The converter's bars do not grow with what they stand above, and it leaves no room between
    # a function's name and what follows. It does not tell which stroke opens and which closes, nor
    # that an arrow is a sign like others.
    formula = re.sub(BAR, r'<mrow class="bar">\1</mrow>', formula)
    forms = itertools.cycle(("prefix", "postfix"))
    formula = re.sub(STROKE, lambda _: f'<mo form="{next(forms)}" stretchy="false">|</mo>', formula)
    formula = re.sub(r"<mo>(&#x0219[13];)</mo>", r'<mo stretchy="false">\1</mo>', formula)
    return re.sub(r"(<mi>(?:log|tanh|min|max)</mi>)", r'\1<mspace width="0.17em"/>', formula)


def code_parts(cell):
    """Yield source and outputs of a code cell."""
    tags, printed = cell.metadata.get("tags", []), ""
    if "slide-output-only" not in tags:
        yield source(cell.source)
    for output in cell.outputs if "slide-code-only" not in tags else []:
        data = output.get("data", {})
        picture = next((kind for kind in data if kind.startswith("image/")), None)
        if output.output_type == "stream":
            printed += output.text
        elif picture:
            share = cell.metadata.get("slideshow", {}).get("crop", 1)
            yield figure(data[picture], picture, output.metadata[picture]["alt"], share)
        elif "text/markdown" in data:
            yield {"markdown": data["text/markdown"]}
        elif "text/latex" in data:  # a function of the library, shown by IPython's Code
            yield source(re.sub(r'\n *""".*?"""', "", data["text/plain"], flags=re.DOTALL))
        else:
            printed += data["text/plain"]
    if printed:
        yield listing(html.escape(printed), printed, "printed")


def source(code):
    return listing(highlight(code, PythonLexer(), HIGHLIGHTER), code, "source")


def listing(marked_up, text, kind):
    """Text of fixed width, in letters as large as its longest line allows."""
    size = max(20, min(26, 1900 // max(map(len, text.splitlines()))))
    code = marked_up.strip("\n")
    return {"html": f'<pre class="{kind}" style="font-size: {size}px"><code>{code}</code></pre>'}


def figure(data, kind, alt, share):
    """A figure, or the upper share of one that has too many rows for a slide."""
    picture = Image.open(io.BytesIO(base64.b64decode(data)))
    width, height = picture.size
    if share < 1:
        height, file = round(share * height), io.BytesIO()
        picture.crop((0, 0, width, height)).save(file, "PNG")
        data, kind = base64.b64encode(file.getvalue()).decode(), "image/png"
    size = f'width="{width}" height="{height}"'
    image = f'<img src="data:{kind};base64,{data.strip()}" {size} alt="{html.escape(alt)}">'
    return {"html": f"<figure>{image}</figure>", "ratio": width / height}


def drawing(alt, path):
    """A file that lies beside the notebooks, as a figure that the deck holds itself."""
    file = (ROOT / "notebooks" / path).read_bytes()
    if path.endswith(".svg"):
        kind, box = "svg+xml", re.search(rb'viewBox="0 0 ([\d.]+) ([\d.]+)"', file)
        width, height = map(float, box.groups())
    else:
        kind, (width, height) = "jpeg", Image.open(io.BytesIO(file)).size
    size = f'width="1200" height="{1200 * height / width:.0f}"'
    data = base64.b64encode(file).decode()
    image = f'<img src="data:image/{kind};base64,{data}" {size} alt="{html.escape(alt)}">'
    return {"html": f"<figure>{image}</figure>", "ratio": width / height}


def package(name):
    """The folder of a package of which only files are used: it is found, not imported."""
    return Path(importlib.util.find_spec(name).submodule_search_locations[0])


@cache
def math_font():
    """The part of a font for formulas that these need, as a WOFF file.

    Without it each machine would draw formulas with its own font, some of them too wide.
    """
    font = TTFont(package("ziamath") / "fonts" / "STIXTwoMath-Regular.ttf")
    part = subset.Subsetter(subset.Options(layout_features=["*"]))
    part.populate(unicodes=[c for first, last in OF_FORMULAS for c in range(first, last + 1)])
    part.subset(font)
    font.flavor, file = "woff", io.BytesIO()
    font.save(file)
    return file.getvalue()


def page(notebook):
    """The whole deck as one HTML file."""
    columns = make_deck(notebook)
    for slide in (slide for column in columns for slide in column):
        for part in slide["parts"]:
            part["html"] = part.get("html") or to_html(part["markdown"])
            # Of one name: an answer that opens closes the one that was open.
            part["html"] = part["html"].replace("<details>", '<details name="answer">')
        # Without the stroke "1. Start" would be an item of a list.
        title = to_html(re.sub(r"^(\d+)\.", r"\1\.", slide["title"]))
        slide["title"] = re.sub("</?p>", "", title).strip()
        slide["notes"] = to_html("\n\n".join(slide["notes"])).replace("<details", "<details open")
        ratios = [part["ratio"] for part in slide["parts"] if "ratio" in part]
        slide["aside"] = len(ratios) == 1 and ratios[0] < TALL
        words = "".join(part["html"] for part in slide["parts"])
        length = len(re.sub("<[^>]+>", "", words))
        only_words = not re.search("<(pre|img|table)", words)
        slide["size"] = "small" if length > MUCH else "large" * (length < LITTLE and only_words)
    reveal = package("sphinx_revealjs") / "_static" / "revealjs"
    sans = reveal / "dist" / "theme" / "fonts" / "source-sans-pro"
    fonts = {
        ("Slides", "normal", 400): sans / "source-sans-pro-regular.woff",
        ("Slides", "italic", 400): sans / "source-sans-pro-italic.woff",
        ("Slides", "normal", 600): sans / "source-sans-pro-semibold.woff",
        ("Slides code", "normal", 400): Path(matplotlib.get_data_path(), MONOSPACED),
    }
    fonts = {face: file.read_bytes() for face, file in fonts.items()}
    fonts["Slides math", "normal", 400] = math_font()
    styles = [reveal / "dist" / name for name in ("reset.css", "reveal.css")]
    # Ours come last, over a white ground of code for example.
    styles = [file.read_text() for file in styles] + [HIGHLIGHTER.get_style_defs("pre")]
    styles.append((HERE / "slides.css").read_text())
    scripts = [reveal / "dist" / "reveal.js", reveal / "plugin" / "notes" / "notes.js"]
    template = jinja2.Template((HERE / "deck.html.j2").read_text(), trim_blocks=True)
    return template.render(
        title=re.match("# (.*)", notebook.cells[0].source)[1],
        columns=columns,
        fonts={face: base64.b64encode(data).decode() for face, data in fonts.items()},
        styles=styles,
        scripts=[file.read_text() for file in scripts],
    )


def main(names):
    DECKS.mkdir(parents=True, exist_ok=True)
    for path in LESSONS:
        if names and not path.name.startswith(tuple(names)):
            continue
        try:
            deck = page(nbformat.read(path, as_version=4))
        except SlidesError as error:
            sys.exit(f"slides: {path.name}, {error}")
        target = DECKS / f"{path.stem}.html"
        target.write_text(deck, encoding="utf-8")
        print(f"{target.relative_to(ROOT)}: {len(deck) / 1e6:.1f} MB")


if __name__ == "__main__":
    main(sys.argv[1:])
