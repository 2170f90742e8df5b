"""Exercises as files, without nbgrader: complete, numbered as in the notebooks, each with checks.

That they are graded rightly is proven with the real nbgrader, by ``make test-exercises``.
"""

import re
import runpy
from pathlib import Path

import nbformat
import pytest

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "notebooks" / "teaching" / "exercises"
LESSONS = sorted((ROOT / "notebooks").glob("[0-9]*.ipynb"))


def settings_of(cell):
    return cell.metadata.get("nbgrader", {})


def read_cells(path):
    return nbformat.read(path, as_version=4).cells


def read_source(lesson):
    return read_cells(FOLDER / "source" / lesson.stem / lesson.name)


def exercises_of(lesson):
    """Return {title, with its number: its cells} of the exercise notebook to a lesson."""
    exercises, cells = {}, []
    for cell in read_source(lesson):
        heading = re.match(r"## (\d+\. .+)", cell.source)
        if cell.cell_type == "markdown" and heading:
            exercises[heading[1]] = cells = []
        cells.append(cell)
    return exercises


def test_there_are_at_least_35_exercises():
    assert sum(len(exercises_of(lesson)) for lesson in LESSONS) >= 35


@pytest.mark.parametrize("lesson", LESSONS, ids=lambda path: path.stem)
def test_titles_are_those_of_the_notebook(lesson):
    prose = "\n".join(c.source for c in read_cells(lesson) if c.cell_type == "markdown")
    listed = prose.split("## Exercises")[1].split("## Further reading")[0]
    titles = re.findall(r"^(\d+\. )\*\*(.+?)\.?\*\*", listed, flags=re.M)
    assert [number + title for number, title in titles] == list(exercises_of(lesson))
    assert len(titles) >= 3


@pytest.mark.parametrize("lesson", LESSONS, ids=lambda path: path.stem)
def test_every_exercise_has_an_answer_cell_and_checks_that_help_and_grade(lesson):
    names = [settings_of(cell)["grade_id"] for cell in read_source(lesson) if settings_of(cell)]
    assert len(set(names)) == len(names)
    for title, cells in exercises_of(lesson).items():
        answers = [cell for cell in cells if settings_of(cell).get("solution")]
        tests = [cell for cell in cells if settings_of(cell).get("grade")]
        assert answers and tests, title
        for cell in answers:
            begins = cell.source.count("### BEGIN SOLUTION")
            assert begins == cell.source.count("### END SOLUTION") >= 1, title
        for cell in tests:
            assert settings_of(cell)["locked"] and settings_of(cell)["points"] > 0, title
            visible, hidden = cell.source.split("### BEGIN HIDDEN TESTS")
            hidden, after = hidden.split("### END HIDDEN TESTS")
            assert "assert" in visible and "assert" in hidden and not after.strip(), title


@pytest.mark.parametrize("lesson", LESSONS, ids=lambda path: path.stem)
def test_every_exercise_has_a_wrong_answer_to_catch(lesson):
    wrong = runpy.run_path(str(FOLDER / "wrong" / f"{lesson.stem}.py"))["WRONG"]
    for title, cells in exercises_of(lesson).items():
        names = [settings_of(cell).get("grade_id") for cell in cells]
        given = [answer for answer in wrong if answer["cell"] in names]
        assert given, title
        assert all(answer["loses"] in names and answer["misconception"] for answer in given), title
