"""The book's glossary, notation and references hold what the notebooks need; its links lead on."""

import json
import re
from functools import cache
from pathlib import Path

from notebooks.teaching.book import words

NOTEBOOKS = Path(__file__).resolve().parents[2] / "notebooks"
BOOK = NOTEBOOKS / "teaching" / "book"
LESSONS = sorted(NOTEBOOKS.glob("*.ipynb"))
EXERCISES = sorted(NOTEBOOKS.glob("teaching/exercises/source/*/*.ipynb"))
TEXTS = [NOTEBOOKS.parent / "README.md", *sorted(NOTEBOOKS.glob("**/*.md"))]

# Italics that define nothing. Words that the voice would stress:
STRESSED = """
    above alive all and are average away below both by color copies difference differences
    distribution evening every everything eye for given hurt in is judges life mean none not of on
    only or other photograph remembers rock same scenes sky some squared start this those trained
    true wander was what where which whole worse you your
"""
# And names of menus, of controls, and of what they offer:
NAMES = {
    "kernel → restart kernel and run all cells",
    "running terminals and kernels",
    "tool",
    "prepare the full size",
    "safe to vivid",
    "mountain",
    "forest",
    "triangle",
    "square",
    "gray",
    "forest 5",
    "6",
    "7",
    "grand park",
    "mountain-unconditional",
    "opposite colors",
    "one crop of each source",
    "mean $ab$",
}


@cache
def prose_of(path):
    """A text, or the text cells of a notebook, without code."""
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".ipynb":
        cells = [cell for cell in json.loads(text)["cells"] if cell["cell_type"] == "markdown"]
        text = "\n\n".join("".join(cell["source"]) for cell in cells)
    return re.sub(r"^```(?!{glossary).*?^```|`[^`\n]*`", "", text, flags=re.DOTALL | re.MULTILINE)


def text_of(name):
    return (BOOK / name).read_text(encoding="utf-8")


def test_every_term_in_italics_stands_in_the_glossary():
    known = set(words.glossary_terms(text_of("glossary.md"))) | set(map(words.key, NAMES))
    stressed, missing = set(STRESSED.split()), {}
    for path in LESSONS:
        # Titles are in italics, too, and answers define nothing.
        prose = prose_of(path).split("## Further reading")[0]
        prose = re.sub(r"<details>.*?</details>", "", prose, flags=re.DOTALL)
        for phrase in words.italics(prose):
            if words.key(phrase) not in known and not set(phrase.lower().split()) <= stressed:
                missing.setdefault(phrase, path.name)
    assert not missing, "write terms into glossary.md, other italics into the lists above"


def test_every_entry_of_the_glossary_is_used():
    prose = " ".join("\n".join(map(prose_of, LESSONS)).lower().split())
    terms = words.glossary_terms(text_of("glossary.md"))
    assert [term for key, term in terms.items() if key not in prose] == []


def test_every_symbol_of_a_formula_stands_in_the_notation():
    known = words.notation_symbols(text_of("notation.md"))
    missing = {}
    for path in LESSONS:
        for formula in words.formulas(prose_of(path)):
            for symbol in set(words.symbols(formula)).difference(known):
                missing.setdefault(symbol, f"{path.name}: {formula}")
    assert not missing


def test_symbols_are_found():
    assert words.symbols(r"\lambda\,\overline{|ab - G(L)|} + \hat b_1") == [
        *(r"\lambda", r"\overline", "ab", "G", "L", r"\hatb_1")
    ]
    assert words.symbols(r"p_\text{data}(x) = \text{so}") == ["p_data", "x"]


# (Sharma, Wu and Dalal, 2005); Zhang, Isola and Efros (2016); Radford et al. (2016).
QUOTED = re.compile(
    r"(?!In )([A-Z][\w-]+)(?:, [A-Z]\w+)*,?(?:\s+and\s+[A-Z]\w+|\s+et\s+al\.)?,?"
    r" \(?((?:19|20)\d\d)\b"
)


def test_references_hold_every_work_that_is_quoted():
    """By its DOI, and as it is called in the text: by first author and year."""
    entries = re.split(r"\n- ", text_of("references.md"))
    plain = [re.sub(r"[\W_]+", " ", entry).lower() for entry in entries]
    missing = []
    for path in LESSONS:
        for doi in re.findall(r"doi:(10\.[^\]\s]+\w)", prose_of(path)):
            missing += [] if any(f"doi:{doi}]" in entry for entry in entries) else [doi]
        for author, year in QUOTED.findall(prose_of(path)):
            name = author.lower().replace("-", " ")
            found = any(f"{name} " in entry and year in entry for entry in plain)
            missing += [] if found else [f"{path.name}: {author} {year}"]
    assert not missing


def test_links_lead_to_files_and_headings():
    lost = []
    for path in LESSONS + EXERCISES + TEXTS:
        for target, anchor in re.findall(r"\]\(([^)#\s]*)(?:#([^)\s]+))?\)", prose_of(path)):
            if target.startswith(("http", "mailto")):
                continue
            file = path.parent / target if target else path
            if not file.exists() or (anchor and anchor not in headings(file)):
                lost.append(f"{path.name}: {target}#{anchor}")
    assert not lost


@cache
def headings(path):
    """The headings of a text or a notebook, as GitHub and the book name them in links."""
    titles = re.findall(r"^#+ (.+)$", prose_of(path), flags=re.MULTILINE)
    return [re.sub(r"[^\w\- ]", "", title.strip().lower()).replace(" ", "-") for title in titles]
