"""Find the terms and the symbols of a text, for the book and for the test that none is missing."""

import re

# Commands that only set a formula, and mean nothing by themselves.
TYPESETTING = {
    "approx",
    "big",
    "bigl",
    "bigr",
    "cdot",
    "dots",
    "frac",
    "ge",
    "le",
    "left",
    "lVert",
    "ne",
}
TYPESETTING |= {"qquad", "quad", "right", "rVert", "sqrt", "text", "tfrac", "times"}
SUBSCRIPT = r"(?:_(?:\\text\{\w+\}|\{\w+\}|\w))?"
SYMBOL = re.compile(
    rf"\\(?:hat|mathbb|mathcal)\s?(?:\{{\w\}}|\w){SUBSCRIPT}"  # a letter with a hat or a hand
    rf"|\\text\{{\w+\}}{SUBSCRIPT}"  # a word, which is a symbol when it has a subscript
    r"|\\Delta\s?E"
    r"|\\[a-zA-Z]+"
    rf"|ab|[a-zA-Z]{SUBSCRIPT}(?:\^\*)?"
)


def symbols(formula):
    r"""List the symbols of a TeX formula.

    Parameters
    ----------
    formula : str
        For example ``r"\lambda\,|ab - G(L)| + b_1"``.

    Returns
    -------
    list of str
        For example ``[r"\lambda", "ab", "G", "L", "b_1"]``. A letter with another subscript is
        another symbol.
    """
    found = []
    for symbol in SYMBOL.findall(formula):
        if symbol.startswith(r"\text") and "_" not in symbol:
            continue
        symbol = re.sub(r"\\text|[{}\s]", "", symbol)
        if symbol.lstrip("\\") not in TYPESETTING:
            found.append(symbol)
    return found


def key(term):
    """What the spellings of one term have in common: that of *Networks* and *network* is one."""
    return re.sub(r"((?<=ch)es|s)$", "", " ".join(term.split()).casefold())


def glossary_terms(text):
    """Map the key of each term of the glossary's text to its spelling there."""
    lines = text.split("```{glossary}")[1].split("```")[0].splitlines()
    return {key(line): line.strip() for line in lines if line.strip() and line[0] != " "}


def notation_symbols(text):
    """List the symbols that the first column of the notation's tables explains."""
    rows = re.findall(r"^\| (\$.+?) \| ", text, flags=re.M)
    return [symbol for row in rows for tex in row.split("$")[1::2] for symbol in symbols(tex)]


FORMULA = re.compile(r"\$\$(.+?)\$\$|\$([^$]+)\$", flags=re.DOTALL)


def formulas(text):
    """List the formulas of a Markdown text."""
    return [long or short for long, short in FORMULA.findall(text)]


def italics(text):
    """List the phrases in *italics* of a Markdown text; a star within a formula is none."""
    text = FORMULA.sub(lambda formula: formula[0].replace("*", ""), text)
    return re.findall(r"(?<![*\w\\])\*([^*\s](?:[^*\n]|\n(?!\n))*?)\*(?![*\w])", text)
