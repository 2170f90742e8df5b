"""The chapters on the book's first page: a small picture and a question for each."""

import base64
import html
import io
import json
import re

from PIL import Image

CARD = """<a class="chapter" href="../../{name}.html">
<img alt="" src="data:image/jpeg;base64,{picture}">
<span>{title}</span><small>{question}</small></a>"""


def first_picture(notebook):
    """The first picture that a notebook shows, 360 pixels wide, as a JPEG in base64."""
    outputs = [output for cell in notebook["cells"] for output in cell.get("outputs", [])]
    parts = (
        output["data"][kind]
        for output in outputs
        for kind in ("image/png", "image/jpeg")
        if kind in output.get("data", {})
    )
    picture = Image.open(io.BytesIO(base64.b64decode(next(parts)))).convert("RGB")
    picture.thumbnail((360, 1000))
    file = io.BytesIO()
    picture.save(file, "JPEG", quality=85)
    return base64.b64encode(file.getvalue()).decode()


def cards(notebooks):
    """A card for each notebook; the questions stand in the map of notebook 00."""
    books = {path.stem: json.loads(path.read_text(encoding="utf-8")) for path in notebooks}
    start = "\n".join("".join(cell["source"]) for cell in next(iter(books.values()))["cells"])
    rows = re.findall(r"^\| (\d\d) \| (?:\[(.+?)\]\(.+?\)|(.+?)) \| (.+?) \|$", start, re.MULTILINE)
    questions = {number: (linked or plain, question) for number, linked, plain, question in rows}
    made = []
    for name, notebook in books.items():
        title, question = map(html.escape, questions[name[:2]])
        title = f"{name[:2]}. {title}"
        picture = first_picture(notebook)
        made.append(CARD.format(name=name, picture=picture, title=title, question=question))
    return f'<div class="chapters">{"".join(made)}</div>'
