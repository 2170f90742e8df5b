"""Lesson plans: every part is there, the minutes add up, and what they name exists."""

import re
from functools import cache
from itertools import pairwise
from pathlib import Path

import nbformat

ROOT = Path(__file__).resolve().parents[2]
PLANS = sorted((ROOT / "notebooks" / "teaching" / "lessons").glob("*.md"))
UNIT = [path for path in PLANS if path.stem.startswith("unit-")]
PARTS = ["Timings", "Misconceptions", "Slow or offline", "Afterward"]
SECTION = re.compile(r"\b(\d\d) §(\d+)(?:–(\d+))?")
EXERCISE = re.compile(r"\bexercise (\d\d)\.(\d+)")
NOTEBOOK = re.compile(r"\[(\d\d)\]\((\S+?)\)(?: \((\d+) min(?: to read)?, (\d+) s(?: to run)?\))?")


@cache
def parts_of(path):
    """What stands before the first heading of the second level, and each part, by its heading."""
    first, *parts = re.split(r"^## (.+)\n", path.read_text(encoding="utf-8"), flags=re.M)
    return first, dict(zip(parts[::2], parts[1::2], strict=True))


def rows_of(path):
    table = [line for line in parts_of(path)[1]["Timings"].splitlines() if line.startswith("|")]
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in table]
    assert rows[0] == ["min", "where", "what happens", "show", "ask"]
    return rows[2:]


@cache
def prose_of(number):
    """All markdown of a course notebook."""
    (path,) = (ROOT / "notebooks").glob(f"{number}_*.ipynb")
    cells = nbformat.read(path, as_version=4).cells
    return "\n\n".join(cell.source for cell in cells if cell.cell_type == "markdown")


def minutes_and_seconds():
    """What the README says about reading and running each notebook."""
    row = r"^\| (\d\d) \| \[.*\| (\d+) \| (\d+) \|$"
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    return {number: tuple(rest) for number, *rest in re.findall(row, text, flags=re.M)}


def test_every_plan_has_all_its_parts():
    assert [path.stem for path in PLANS] == ["day", "taster", *(f"unit-{n}" for n in range(1, 9))]
    for path in PLANS:
        first, parts = parts_of(path)
        assert list(parts) == PARTS, path.stem
        assert "**Notebooks.**" in first and "**Before.**" in first, path.stem


def test_the_unit_goes_through_every_notebook_in_order():
    numbers = [n for path in UNIT for n, *_ in NOTEBOOK.findall(parts_of(path)[0])]
    assert sorted(set(numbers)) == [f"{number:02}" for number in range(12)]
    assert all(earlier <= later for earlier, later in pairwise(numbers))


def test_minutes_add_up():
    for path in PLANS:
        length = int(re.search(r"^\*\*(\d+) minutes", parts_of(path)[0], flags=re.M)[1])
        assert sum(int(row[0]) for row in rows_of(path)) == length, path.stem
        assert length == (420 if path.stem == "day" else 90), path.stem


def test_every_misconception_has_an_answer_and_a_place_that_catches_it():
    for path in PLANS:
        entries = re.findall(r"^- (.+)$", parts_of(path)[1]["Misconceptions"], flags=re.M)
        assert len(entries) >= 4, path.stem
        for entry in entries:
            said, _, answer = entry.rpartition('"*')
            assert said.startswith('*"') and answer, entry
            assert EXERCISE.search(answer) or SECTION.search(answer), entry


def test_notebooks_sections_and_exercises_exist():
    known = minutes_and_seconds()
    assert len(known) == 12
    lost = []
    for path in PLANS:
        text = path.read_text(encoding="utf-8")
        for number, target, *times in NOTEBOOK.findall(text):
            if not Path(target).name.startswith(f"{number}_") or tuple(times) != known[number]:
                lost.append(f"{path.stem}: {number}, or the README has other times for it")
        for number, first, last in SECTION.findall(text):
            for section in range(int(first), int(last or first) + 1):
                if not re.search(rf"^## {section}\. ", prose_of(number), flags=re.M):
                    lost.append(f"{path.stem}: {number} §{section}")
        for number, exercise in EXERCISE.findall(text):
            listed = prose_of(number).split("## Exercises")[1].split("## Further reading")[0]
            if not re.search(rf"^{exercise}\. ", listed, flags=re.M):
                lost.append(f"{path.stem}: exercise {number}.{exercise}")
    assert not lost
