"""Lesson plans: every part is there, the minutes add up, and what they name exists."""

import re
from functools import cache
from itertools import pairwise
from pathlib import Path

import nbformat
import pytest

ROOT = Path(__file__).resolve().parents[2]
PLANS = sorted((ROOT / "notebooks" / "teaching" / "lessons").glob("*.md"))
PARTS = ["Timings", "Misconceptions", "Slow or offline", "Afterward"]
SECTION = re.compile(r"\b(\d\d) §(\d+)(?:–(\d+))?")
EXERCISE = re.compile(r"\bexercise (\d\d)\.(\d+)")
NOTEBOOK = re.compile(r"\[(\d\d)\]\((\S+?)\)(?: \((\d+) min(?: to read)?, (\d+) s(?: to run)?\))?")


def name_of(path):
    return path.stem


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


def test_a_taster_a_day_and_a_unit_of_eight():
    names = [path.stem for path in PLANS]
    assert names == ["day", "taster", *(f"unit-{number}" for number in range(1, 9))]
    for number, path in enumerate(PLANS[2:], start=1):
        first, _ = parts_of(path)
        which = "first" if number % 2 else "second"
        assert first.startswith(f"# Lesson {number}. ")
        assert f"Week {(number + 1) // 2}, {which} lesson of the four-week unit." in first


def test_the_unit_goes_through_every_notebook_in_order():
    numbers = [n for path in PLANS[2:] for n, *_ in NOTEBOOK.findall(parts_of(path)[0])]
    assert sorted(set(numbers)) == [f"{number:02}" for number in range(11)]
    assert all(earlier <= later for earlier, later in pairwise(numbers))


@pytest.mark.parametrize("path", PLANS, ids=name_of)
def test_plan_has_all_its_parts(path):
    first, parts = parts_of(path)
    assert list(parts) == PARTS
    for word in ("**Notebooks.**", "**Before.**"):
        assert word in first, word
    assert "Students can" in parts["Afterward"]
    assert "Before, " in parts["Afterward"], "what could they not do before?"
    assert "network" in parts["Slow or offline"]
    for row in rows_of(path):
        if row[2] not in ("Break.", "Lunch."):
            assert all([row[0], *row[2:]]), f"something is missing in {row}"


@pytest.mark.parametrize("path", PLANS, ids=name_of)
def test_minutes_add_up(path):
    first, _ = parts_of(path)
    length = int(re.search(r"^\*\*(\d+) minutes", first, flags=re.M)[1])
    assert sum(int(row[0]) for row in rows_of(path)) == length
    assert length == (420 if path.stem == "day" else 90)


@pytest.mark.parametrize("path", PLANS, ids=name_of)
def test_every_misconception_has_an_answer_and_a_place_that_catches_it(path):
    entries = re.findall(r"^- (.+)$", parts_of(path)[1]["Misconceptions"], flags=re.M)
    assert len(entries) >= 4
    for entry in entries:
        said, _, answer = entry.rpartition('"*')
        assert said.startswith('*"'), entry
        assert len(answer) > 20, entry
        assert EXERCISE.search(answer) or SECTION.search(answer), entry


@pytest.mark.parametrize("path", PLANS, ids=name_of)
def test_notebooks_sections_and_exercises_exist(path):
    text = path.read_text(encoding="utf-8")
    known = minutes_and_seconds()
    assert len(known) == 11
    for number, target, minutes, seconds in NOTEBOOK.findall(text):
        assert (path.parent / target).is_file(), target
        assert Path(target).name.startswith(f"{number}_")
        assert (minutes, seconds) == known[number], f"the README has other times for {number}"
    for number, first, last in SECTION.findall(text):
        prose = prose_of(number)
        for section in range(int(first), int(last or first) + 1):
            assert re.search(rf"^## {section}\. ", prose, flags=re.M), f"{number} §{section}"
    for number, exercise in EXERCISE.findall(text):
        listed = prose_of(number).split("## Exercises")[1].split("## Further reading")[0]
        assert re.search(rf"^{exercise}\. ", listed, flags=re.M), f"exercise {number}.{exercise}"


@pytest.mark.parametrize("path", PLANS, ids=name_of)
def test_links_lead_somewhere(path):
    targets = re.findall(r"\]\(([^)#\s]+)", path.read_text(encoding="utf-8"))
    assert targets
    for target in targets:
        assert target.startswith("http") or (path.parent / target).exists(), target
