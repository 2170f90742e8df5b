"""Slides as the notebooks' metadata ask for them; tests/browser/test_slides.py looks at them."""

import base64

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from colorlib import figures
from notebooks.teaching.slides import make_slides


def slides_of(*cells):
    columns = make_slides.make_deck(new_notebook(cells=list(cells)))
    return [slide for column in columns for slide in column]


def prose(text, kind=None, tags=(), **settings):
    settings |= {"slide_type": kind} if kind else {}
    metadata = {"tags": list(tags)} | ({"slideshow": settings} if settings else {})
    return new_markdown_cell(text, metadata=metadata)


@pytest.mark.parametrize("path", make_slides.LESSONS, ids=lambda path: path.name[:2])
def test_notebook_makes_a_lesson(path):
    notebook = nbformat.read(path, as_version=4)
    slides = [slide for column in make_slides.make_deck(notebook) for slide in column]
    assert 12 <= len(slides) <= 32
    assert notebook.cells[0].source.startswith(f"# {slides[0]['title']}\n")
    assert slides[-1]["title"] == "Summary"
    parts = [part for slide in slides for part in slide["parts"]]
    assert any("<details" in part.get("markdown", "") for part in parts), "no question"
    assert sum("ratio" in part for part in parts) >= 3, "few figures"
    assert not any("](figures/" in part.get("markdown", "") for part in parts), "a second file"
    assert any(slide["notes"] for slide in slides)
    tags = {tag for cell in notebook.cells for tag in cell.metadata.get("tags", [])}
    assert {tag for tag in tags if tag.startswith("slide-")} <= make_slides.TAGS


def test_what_is_not_asked_for_stays_away():
    code = new_code_cell("1 + 1")
    first, *others = slides_of(prose("# Title", "slide"), prose("Words."), code, prose("Yes.", "-"))
    assert first["title"] == "Title" and first["parts"][0]["markdown"] == "Yes." and not others


def test_chosen_sentences_are_shown_and_the_rest_is_said():
    text = "## Colors\n\nFirst. Second, by X et al., is\nlong. Third.\n\n- **a.** One. Two."
    (slide,) = slides_of(prose(text, "slide", show=["Second", "**a."]))
    assert [part["markdown"] for part in slide["parts"]] == [
        "Second, by X et al., is long.",
        "- **a.** One.",
    ]
    assert len(slide["notes"]) == 2 and slide["title"] == "Colors"


def test_a_heading_begins_a_slide_and_takes_its_words_along():
    text = "Said before. Shown.\n\n## Next\n\nSaid after.\n\n- a list"
    first, second = slides_of(prose("# Title\n\nHook.", "slide"), prose(text, "-", show=["- a"]))
    assert first["notes"] == ["Said before. Shown."]
    assert second["title"] == "Next" and second["notes"] == ["Said after."]


def test_question_is_a_slide_by_its_tag_alone():
    choice = "<details><summary>A. So</summary>\n\nRight: so.\n\n</details>"
    text = f"**Quick question.** Why?\n\n{choice}\n{choice}"
    slides = slides_of(prose("# Title\n\nHook.", "slide"), prose(text, tags=["question"]))
    assert len(slides) == 2 and len(slides[1]["parts"]) == 3
    assert len(slides_of(prose("# T\n\nHook.", "slide"), prose(text, "skip", ["question"]))) == 1


def test_figure_without_its_code_keeps_its_alternative_text():
    picture, _ = figures.render(figures.new_figure(3, 2)[0])
    picture = base64.b64encode(picture).decode()
    shown = new_output(
        "display_data", {"image/png": picture}, metadata={"image/png": {"alt": 'A "dot".'}}
    )
    metadata = {"slideshow": {"slide_type": "slide"}, "tags": ["slide-output-only"]}
    (slide,) = slides_of(new_code_cell("draw()", outputs=[shown], metadata=metadata))
    (part,) = slide["parts"]
    assert part["ratio"] == 1.5 and 'alt="A &quot;dot&quot;."' in part["html"]


def test_links_lead_to_decks_and_to_the_network_only():
    page = make_slides.to_html("[a](01_x.ipynb#y), [b](clinic.md#z), [c](https://d.e/f.md)")
    assert '<a href="01_x.html">a</a>, b, <a href="https://d.e/f.md">c</a>' in page


@pytest.mark.parametrize("settings", [{"kind": "slied"}, {"kind": "slide", "show": ["Absent"]}])
def test_wrong_metadata_are_named_with_their_cell(settings):
    cell = prose("# Title\n\nWords.", **settings)
    with pytest.raises(make_slides.SlidesError, match=cell.id):
        slides_of(cell)
