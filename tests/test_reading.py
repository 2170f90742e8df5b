"""Readings of recorded runs: `python -m tests.record_histories` made them."""

import json
import re
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from colorlib import diagnostics
from colorlib.settings import ColorlibError
from colorlib.diagnostics import RECENT, color_variety, diagnose_curves
from colorlib.settings import data_folder

HERE = Path(__file__).parent
CASES = ("healthy", "discriminator_perfect", "generator_winning", "collapse")
RUNS = sorted(path.parent.name for path in (data_folder() / "runs").glob("*/history.json"))


def recorded(case):
    return json.loads((HERE / "histories" / f"{case}.json").read_text())["history"]


def states_while_growing(history):
    epochs = len(history["l1_loss"])
    return [
        diagnose_curves({name: values[:epoch] for name, values in history.items()}).state
        for epoch in range(epochs + 1)
    ]


@pytest.mark.parametrize("case", CASES)
def test_each_recorded_case_is_read_as_what_it_is(case):
    states = states_while_growing(recorded(case))
    assert states[:RECENT] == ["too early to say"] * RECENT
    assert set(states[RECENT:]) == {case.replace("_", " ")}


@pytest.mark.parametrize("run", RUNS)
def test_the_runs_of_the_course_went_well(run):
    history = json.loads((data_folder() / "runs" / run / "history.json").read_text())
    assert set(states_while_growing(history)[RECENT:]) <= {"healthy"}


def test_words_tell_the_values_and_one_can_go_without_a_discriminator():
    run = recorded("healthy")
    accuracy = np.mean(run["d_accuracy"][-RECENT:])
    assert f"{accuracy:.0%}" in diagnose_curves(run).words
    alone = {"l1_loss": [0.2, 0.1, 0.1, 0.1], "color_variety": [0.5] * 4}
    assert diagnose_curves(alone).words == "There is no discriminator; color error 11.0 Lab units."
    assert diagnose_curves({**alone, "color_variety": [0.01] * 4}).state == "collapse"
    # Where there is no preview, there is no variety; the rest can be read all the same.
    assert diagnose_curves({**alone, "color_variety": [float("nan")] * 4}).state == "healthy"


@pytest.mark.parametrize(
    ("name", "below", "above"),
    [
        ("color_variety", "collapse", "healthy"),
        ("d_accuracy", "generator winning", "healthy"),
        ("d_accuracy", "healthy", "discriminator perfect"),
    ],
)
def test_thresholds_are_where_they_are_said_to_be(name, below, above):
    threshold = {
        "collapse": diagnostics.COLLAPSE_BELOW,
        "generator winning": diagnostics.GUESSING_BELOW,
        "healthy": diagnostics.PERFECT_ABOVE,
    }[below]
    healthy = {"d_accuracy": [0.7] * 4, "l1_loss": [0.1] * 4, "color_variety": [0.8] * 4}
    for value, state in ((threshold - 0.001, below), (threshold + 0.001, above)):
        assert diagnose_curves({**healthy, name: [value] * 4}).state == state


def test_nothing_is_too_early_and_nonsense_is_refused():
    assert diagnose_curves({}).state == "too early to say"
    with pytest.raises(ColorlibError, match="not from loss"):
        diagnose_curves({"loss": [1.0]})


def test_variety_compares_clouds_of_colors():
    ab = np.random.default_rng(0).normal(0, 20, (6, 16, 16, 2))
    assert color_variety(ab, ab) == pytest.approx(1)
    assert color_variety(0.5 * ab + 7, ab) == pytest.approx(0.5)  # in any unit, and tinted
    one_tint = np.full_like(ab, 9)
    one_hue = ab[..., :1] * [0.6, 0.8]
    one_pattern = np.broadcast_to(ab[0], ab.shape)
    for poor in (one_tint, one_hue, one_pattern):
        assert color_variety(poor, ab) == pytest.approx(0, abs=1e-3)
    assert np.isnan(color_variety(ab, one_tint))


def test_reading_needs_no_tensorflow():
    script = "import sys, colorlib.reading; assert not {'tensorflow', 'keras'} & set(sys.modules)"
    subprocess.run([sys.executable, "-c", script], check=True)


def test_notebook_05_states_the_rules_as_they_are():
    (path,) = (HERE.parent / "notebooks").glob("05_*.ipynb")
    cells = {cell["id"]: "".join(cell["source"]) for cell in json.loads(path.read_text())["cells"]}
    limits = re.findall(r"(\d+)%", cells["reading-rules"])
    named = (diagnostics.COLLAPSE_BELOW, diagnostics.PERFECT_ABOVE, diagnostics.GUESSING_BELOW)
    assert limits == [f"{100 * value:.0f}" for value in named]
