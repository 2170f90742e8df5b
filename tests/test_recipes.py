"""Recipes make models from scratch, and go on where they were stopped."""

import json
import os
import subprocess
import sys

import keras
import numpy as np
import pytest

from colorlib import evaluation, experiments
from colorlib.pretrained import read_generator
from colorlib.settings import data_folder
from colorlib.gan import load_history


def test_rate_rises_and_then_falls_to_nothing():
    rate = experiments.cosine_decay(1e-3, 100, warm_up=10)
    values = [float(rate(step)) for step in range(101)]
    assert values[0] < 2e-4
    assert max(values) == pytest.approx(1e-3, rel=1e-3)
    assert 8 <= int(np.argmax(values)) <= 12
    assert values[100] == pytest.approx(0, abs=1e-6)
    assert float(experiments.cosine_decay(1e-3, 100)(0)) == pytest.approx(1e-3)


def test_fewer_pictures_than_a_batch_make_one_step():
    assert experiments.steps_through(range(11), 16) == 1
    assert experiments.steps_through(range(35), 16) == 2


def test_previews_are_of_six_bundled_photographs():
    for categories in (["forest"], ["mountain"], ["forest", "mountain"]):
        paths = experiments.six_photos(categories)
        assert len(set(paths)) == 6
        assert {path.parent.name for path in paths} == set(categories)


def test_the_lean_recipe_trains_from_nothing_and_goes_on(tmp_path):
    """The whole recipe, with one epoch of each part, on the bundled photographs."""
    command = [sys.executable, "-m", "colorlib", "train", "forest", "--share", "0.01"]
    environment = os.environ | {"COLORLIB_PHOTOS": ""}
    first, again = (
        subprocess.run(
            [*command, "--runs", tmp_path], capture_output=True, text=True, env=environment
        )
        for _ in range(2)
    )
    assert first.returncode == again.returncode == 0, first.stderr
    # Nothing is trained twice: the second call finds all parts done.
    assert first.stdout == again.stdout
    generator = read_generator(tmp_path / "forest.npz")
    assert generator.name == "lean_generator"
    for name in ("scenes-128px", "scenes", "forest"):
        history = json.loads((tmp_path / name / "history.json").read_text())
        assert len(history["l1_loss"]) == len(history["pictures"]) == 1
        assert 0 < history["forest_delta_e"][0] < 60
    assert {"d_loss", "d_accuracy", "g_loss"} <= set(history)
    assert len(list((tmp_path / "forest").glob("preview_*.jpg"))) == 1


def test_an_average_of_weights_remains_and_training_goes_on_from_the_weights(tmp_path):
    rgb = experiments.training_photos(["forest"], 32)[:4]

    def trained(name, epochs, average_over):
        keras.utils.set_random_seed(3)
        model = experiments.build_lean_l1(32, 1e-3, average_over)
        experiments.run(model, rgb, 2, epochs, tmp_path / name, ["forest"])
        return np.concatenate([weight.ravel() for weight in model.generator.get_weights()])

    last, average = trained("last", 3, 0), trained("average", 3, 5)
    losses = [load_history(tmp_path / name)["l1_loss"] for name in ("last", "average")]
    assert losses[0] == pytest.approx(losses[1], rel=1e-4)
    assert np.abs(last - average).max() > 1e-4
    trained("stopped", 1, 5)
    assert trained("stopped", 3, 5) == pytest.approx(average, abs=1e-5)


def test_every_finished_run_of_the_course_has_a_curve():
    for category in ("forest", "mountain"):
        curves = evaluation.quality_by_minutes(category, data_folder() / "runs")
        assert "lean GAN" in curves
        for minutes, values in curves.values():
            assert len(minutes) == len(values)
            assert (np.diff(minutes) > 0).all()
            assert (values > 0).all() and (values < 60).all()
