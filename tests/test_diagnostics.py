"""Diagnoses of recorded runs (`python -m experiments.record_histories` made them) and toy GANs."""

import json
import re
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from colorlib import diagnostics
from colorlib.diagnostics import RECENT, color_variety, diagnose_curves, diagnose_points
from colorlib.settings import ColorlibError, data_folder

HERE = Path(__file__).parent
CASES = ("healthy", "discriminator_perfect", "generator_winning", "collapse")
RUNS = sorted(path.parent.name for path in (data_folder() / "runs").glob("*/history.json"))


def states_while_growing(path):
    history = json.loads(path.read_text())
    history = history.get("history", history)
    return [
        diagnose_curves({name: values[:epoch] for name, values in history.items()}).state
        for epoch in range(len(history["l1_loss"]) + 1)
    ]


@pytest.mark.parametrize("case", CASES)
def test_each_recorded_case_is_diagnosed_as_what_it_is(case):
    states = states_while_growing(HERE / "histories" / f"{case}.json")
    assert states[:RECENT] == ["too early to say"] * RECENT
    assert set(states[RECENT:]) == {case.replace("_", " ")}


@pytest.mark.parametrize("run", RUNS)
def test_the_runs_of_the_course_went_well(run):
    path = data_folder() / "runs" / run / "history.json"
    assert set(states_while_growing(path)[RECENT:]) <= {"healthy"}


def test_words_tell_the_values_and_one_can_go_without_a_discriminator():
    run = {"d_accuracy": [0.1, 0.7, 0.7, 0.7], "l1_loss": [0.2, 0.1, 0.1, 0.1]}
    assert "70%" in diagnose_curves(run).words
    alone = {"l1_loss": run["l1_loss"], "color_variety": [0.5] * 4}
    words = diagnose_curves(alone).words
    assert "no discriminator" in words and "color error 11.0 Lab units" in words
    assert diagnose_curves({**alone, "color_variety": [0.01] * 4}).state == "collapse"
    # A metric that is reported in some epochs only is NaN in the others.
    nan = float("nan")
    assert diagnose_curves({**alone, "color_variety": [0.01, nan, nan, nan]}).state == "healthy"
    assert diagnose_curves({**alone, "color_variety": [nan, nan, 0.01, nan]}).state == "collapse"


@pytest.mark.parametrize(
    ("name", "limit", "below", "above"),
    [
        ("color_variety", "COLLAPSE_BELOW", "collapse", "healthy"),
        ("d_accuracy", "GUESSING_BELOW", "generator winning", "healthy"),
        ("d_accuracy", "PERFECT_ABOVE", "healthy", "discriminator perfect"),
    ],
)
def test_thresholds_are_where_they_are_said_to_be(name, limit, below, above):
    limit = getattr(diagnostics, limit)
    healthy = {"d_accuracy": [0.7] * 4, "l1_loss": [0.1] * 4, "color_variety": [0.8] * 4}
    for value, state in ((limit - 0.001, below), (limit + 0.001, above)):
        assert diagnose_curves({**healthy, name: [value] * 4}).state == state


def test_nothing_is_too_early_and_nonsense_is_refused():
    assert diagnose_curves({}).state == "too early to say"
    with pytest.raises(ColorlibError, match="not by loss"):
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


def test_each_way_of_a_toy_gan_is_known_when_it_is_seen():
    from colorlib.toy import ToyGAN, watch
    from colorlib.widgets.toy import PRESETS

    def words(preset, iterations, every=20):
        snapshots = list(watch(ToyGAN(**PRESETS[preset]), iterations, every))
        return [diagnose_points(snapshots[: i + 1]) for i in range(len(snapshots))]

    healthy = words("healthy", 1200)
    assert healthy[0].startswith("Untrained") and healthy[1].startswith("Learning")
    assert all(said.startswith("Near a draw") for said in healthy[-10:])
    collapsed = words("mode collapse", 1000)
    assert sum(said.startswith("Mode collapse") for said in collapsed[30:]) > 15
    swaying = words("oscillation", 1200, every=10)
    assert sum(said.startswith("Oscillation") for said in swaying[40:]) > 40
    strong = words("discriminator too strong", 200)
    assert all(said.startswith("Discriminator too strong") for said in strong[1:])


def test_diagnostics_need_no_tensorflow():
    script = (
        "import sys, colorlib.diagnostics as d; assert not {'tensorflow', 'keras'} & {*sys.modules}"
    )
    subprocess.run([sys.executable, "-c", script], check=True)


def test_notebook_05_states_the_rules_as_they_are():
    (path,) = (HERE.parent / "notebooks").glob("05_*.ipynb")
    cells = {cell["id"]: "".join(cell["source"]) for cell in json.loads(path.read_text())["cells"]}
    limits = re.findall(r"(\d+)%", cells["reading-rules"])
    named = (diagnostics.COLLAPSE_BELOW, diagnostics.PERFECT_ABOVE, diagnostics.GUESSING_BELOW)
    assert limits == [f"{100 * value:.0f}" for value in named]
