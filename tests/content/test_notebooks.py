"""Notebooks as files: complete, executed in order, light, readable without seeing the pictures."""

import json
import re
from pathlib import Path

import nbformat
import pytest

from notebooks.teaching.rooms.write_colab_cell import CELL_ID
from tools.execute_notebooks import MOST_BYTES, faults

ROOT = Path(__file__).resolve().parents[2]
LESSONS = sorted((ROOT / "notebooks").glob("[0-9]*.ipynb"))
OTHERS = [path for path in sorted((ROOT / "notebooks").glob("*.ipynb")) if path not in LESSONS]
EXERCISES = sorted((ROOT / "notebooks" / "teaching" / "exercises").glob("source/*/[0-9]*.ipynb"))


def name_of(path):
    return str(path.relative_to(ROOT / "notebooks"))


def prose_of(notebook):
    return "\n\n".join(c.source for c in notebook.cells if c.cell_type == "markdown")


def test_all_twelve_are_there_each_with_its_exercises():
    assert [path.name[:2] for path in LESSONS] == [f"{number:02}" for number in range(12)]
    assert [path.name for path in EXERCISES] == [path.name for path in LESSONS]


@pytest.mark.parametrize("path", LESSONS, ids=name_of)
def test_lesson_has_all_its_parts(path):
    prose = prose_of(nbformat.read(path, as_version=4))
    for part in ("What you'll do", "What you'll learn", "What you'll need", "Time"):
        assert f"**{part}" in prose, part
    for heading in ("## Summary", "## Exercises", "## Further reading"):
        assert heading in prose, heading
    exercises = prose.split("## Exercises")[1].split("## Further reading")[0]
    assert len(re.findall(r"^\d+\. ", exercises, flags=re.M)) >= 3
    assert f"(teaching/exercises/source/{path.stem}/{path.name})" in exercises
    assert prose.count("<details>") == prose.count("</details>") >= 3


@pytest.mark.parametrize("path", LESSONS, ids=name_of)
def test_quick_questions_answer_every_choice(path):
    cells = nbformat.read(path, as_version=4).cells
    questions = [c.source for c in cells if "question" in c.metadata.get("tags", [])]
    assert len(questions) >= 2
    for question in questions:
        assert question.startswith("**Quick question.** ") and "?" in question.split("<details>")[0]
        choices = re.findall(
            r"<summary>([A-D])\. .+?</summary>\n\n(Right|Not so): .{15,}", question
        )
        assert [letter for letter, _ in choices] == list("ABCD")[: question.count("<details>")]
        assert len(choices) >= 3
        assert [verdict for _, verdict in choices].count("Right") == 1


@pytest.mark.parametrize("path", LESSONS + OTHERS + EXERCISES, ids=name_of)
def test_notebook_is_stored_as_it_should_be(path):
    assert path.stat().st_size <= MOST_BYTES
    notebook = nbformat.read(path, as_version=4)
    assert not list(faults(notebook))
    cells = [cell for cell in notebook.cells if cell.cell_type == "code"]
    counts = [cell.execution_count for cell in cells]
    assert counts == list(range(1, len(cells) + 1)), "run `make notebooks` to execute it in order"
    first = cells[1] if cells[0].id == CELL_ID else cells[0]
    assert first.source == "import colorlib\n\ncolorlib.show_setup()"
    for cell in cells:
        # nbgrader wants an exercise's visible and hidden checks in one cell.
        most = 40 if "nbgrader" in cell.metadata else 30
        assert len(cell.source.splitlines()) <= most, cell.source
        for output in cell.outputs:
            assert output.output_type != "error"
            for mime_type in output.get("data", {}):
                if mime_type.startswith("image/"):
                    alt = output.metadata.get(mime_type, {}).get("alt", "")
                    assert len(alt) > 20, f"a picture without alternative text: {cell.source}"
    assert "widgets" not in json.loads(path.read_text(encoding="utf-8"))["metadata"]
    for cell in notebook.cells:
        assert not re.search(r"!\[\s*\]\(|<img(?![^>]*\balt=)", cell.source)


@pytest.mark.parametrize("path", LESSONS, ids=name_of)
def test_every_widget_has_a_picture_beside_it(path):
    """For pages without a kernel: widgets are blank there, and are not stored."""
    cells = [c for c in nbformat.read(path, as_version=4).cells if c.cell_type == "code"]
    code = "\n".join(cell.source for cell in cells)
    found = re.findall(r"from colorlib\.widgets\.\w+ import ([\w, ]+)", code)
    names = [name for line in found for name in line.split(", ")]
    assert names or path.name.startswith("00")
    for name in names:
        used = [i for i, cell in enumerate(cells) if re.search(rf"\b{name}\(", cell.source)]
        assert used, name
        for index in used:
            near = cells[max(0, index - 4) : index + 5]
            mime_types = [kind for c in near for out in c.outputs for kind in out.get("data", {})]
            assert any(kind.startswith("image/") for kind in mime_types), name


def test_readme_names_every_notebook_and_links_to_what_exists():
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    for path in LESSONS:
        assert f"(notebooks/{path.name})" in text
    for target in re.findall(r"\]\(([^)#\s]+)", text):
        if not target.startswith("http"):
            assert (ROOT / target).exists(), target


def test_readme_names_proofs_that_exist():
    table = (ROOT / "README.md").read_text(encoding="utf-8").split("## What is promised")[1]
    table = table.split("\n## ")[0]
    proofs = re.findall(r"`((?:tests|tools)/\w+\.py)`", table)
    assert len(proofs) >= 15
    for proof in proofs:
        assert (ROOT / proof).exists(), proof
