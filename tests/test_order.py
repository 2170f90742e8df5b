"""Notebooks run from anywhere, in several kernels, and say which cell comes first."""

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from colorlib.order import missing_cells, names_of
from tests.any_order import ROOT, code_cells, is_sentence, run_cell, run_each_alone, start_kernel
from tests.anywhere import in_two_kernels

CELLS = [
    new_code_cell("import colorlib.color"),
    new_markdown_cell("## 1. Squares\n\nThey come first."),
    new_code_cell("def square(x):\n    return x**2"),
    new_code_cell("start = 3"),
    new_markdown_cell("## 2. Their sum"),
    new_code_cell("total = sum(square(i) for i in range(start))"),
    new_code_cell("print(total)"),
    new_code_cell("print(totl)"),
    new_code_cell("assert total < 0"),
]


@pytest.fixture(scope="module")
def made_notebook(tmp_path_factory):
    path = tmp_path_factory.mktemp("made") / "made.ipynb"
    nbformat.write(new_notebook(cells=CELLS), path)
    return path


@pytest.fixture(scope="module")
def kernel(made_notebook, tmp_path_factory):
    manager, client = start_kernel(made_notebook, tmp_path_factory.mktemp("elsewhere"))
    yield client
    client.stop_channels()
    manager.shutdown_kernel(now=True)


def test_a_restarted_reader_is_told_the_first_cell_and_needs_no_second_hint(kernel, made_notebook):
    cells = code_cells(made_notebook)
    _, square, start, total, show, typo, wrong = cells
    told = run_cell(kernel, show)
    assert told == (
        "`total` is not there: it comes from cells above. The first that is needed begins "
        "“def square(x):” (section “1. Squares”); Run > Run All Above Selected Cell, in the menu, "
        "runs all of them."
    )
    assert run_cell(kernel, square) is None
    assert "begins “start = 3” (section “1. Squares”)" in run_cell(kernel, show)
    for cell in (start, total, show):
        assert run_cell(kernel, cell) is None
    # A slip of the pen and every other error look as ever.
    assert "name 'totl' is not defined" in run_cell(kernel, typo)
    assert "AssertionError" in run_cell(kernel, wrong)


def test_an_error_in_a_function_of_the_reader_is_told_as_well(kernel, made_notebook):
    cells = code_cells(made_notebook)
    kernel.execute_interactive("del start, total", output_hook=lambda message: None)
    assert "begins “start = 3”" in run_cell(kernel, cells[3])


def test_names_that_a_cell_makes_and_needs():
    code = "import a.b\nfrom c import d as e\nf = [g for g in h]\ndef i(j, k=l):\n    return j + m"
    makes, needs = names_of(code)
    assert makes == {"a", "e", "f", "i"}
    assert needs == {"h", "l", "m"}
    # What a cell makes before it uses it comes from nowhere else.
    assert names_of("x = 1\ny = x + z\nz = 2") == ({"x", "y", "z"}, {"z"})
    assert names_of("!pip list") == (set(), set())


def test_cells_that_a_missing_name_needs_in_turn():
    code = ["a = 1", "unrelated = 2", "b = a", "a = 5", "c = b"]
    assert missing_cells(code, "c", present=set()) == [0, 2, 4]
    assert missing_cells(code, "c", present={"b"}) == [4]
    assert missing_cells(code, "z", present=set()) == []


def test_every_cell_of_a_lesson_works_alone_or_says_what_comes_first(tmp_path):
    (lesson,) = (ROOT / "notebooks").glob("03_*.ipynb")
    told = 0
    for identity, error in run_each_alone(lesson, tmp_path):
        assert error is None or is_sentence(error), (identity, error)
        told += error is not None
    assert told > 20


def test_a_lesson_runs_from_any_folder_in_two_kernels_and_leaves_nothing_behind():
    (lesson,) = (ROOT / "notebooks").glob("10_*.ipynb")
    (one, other), written = in_two_kernels(lesson)
    assert one == other and "Colorized by a neural network" in one
    assert {name.split("/")[0] for name in written.pop("cache")} <= {"keras", "matplotlib"}
    assert not any(written.values()), written
