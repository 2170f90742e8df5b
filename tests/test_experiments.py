"""Experiments make models from scratch, and go on where they were stopped."""

import json
import os
import shutil
import subprocess
import sys

import keras
import numpy as np
import pytest

from colorlib import experiments
from colorlib.data import split_photos
from colorlib.gan import ColorBatches, L1Baseline, load_history
from colorlib.pretrained import read_generator
from colorlib.settings import data_folder
from tools.kill_training import build_pair


def test_rate_rises_and_then_falls_to_nothing():
    rate = experiments.cosine_decay(1e-3, 100, warmup_steps=10)
    values = [float(rate(step)) for step in range(101)]
    assert values[0] < 2e-4 and values[100] == pytest.approx(0, abs=1e-6)
    assert max(values) == pytest.approx(1e-3, rel=1e-3)
    assert 8 <= int(np.argmax(values)) <= 12
    assert float(experiments.cosine_decay(1e-3, 100)(0)) == pytest.approx(1e-3)


def test_previews_are_of_six_bundled_photographs():
    for categories in (["forest"], ["mountain"], ["forest", "mountain"]):
        paths = experiments.six_photos(categories)
        assert len(set(paths)) == 6
        assert {path.parent.name for path in paths} == set(categories)


def test_the_lean_gan_trains_from_nothing_and_goes_on(tmp_path):
    """The whole experiment, with one epoch of each part, on a few photographs of each part."""
    photos = tmp_path / "photos"
    for category, parts in split_photos(data_folder() / "photos").items():
        (photos / category).mkdir(parents=True)
        for paths in parts.values():
            for path in paths[:3]:
                shutil.copy(path, photos / category)
    environment = os.environ | {"COLORLIB_PHOTOS": str(photos)}
    for model in ("scenes", "forest"):
        command = [sys.executable, "-m", "colorlib", "train", model, "--share", "0.005"]
        first, again = (
            subprocess.run(
                [*command, "--runs", tmp_path], capture_output=True, text=True, env=environment
            )
            for _ in range(2)
        )
        assert first.returncode == again.returncode == 0, first.stderr
        # Nothing is trained twice: the second call finds all parts done, and the same weights.
        assert first.stdout == again.stdout
        assert read_generator(tmp_path / f"{model}.npz").name == "lean_generator"
    for name in ("scenes-128px", "scenes", "forest"):
        history = json.loads((tmp_path / name / "history.json").read_text())
        assert len(history["l1_loss"]) == len(history["pictures"]) == 1
        assert 0 < history["forest_delta_e"][0] < 60
    assert {"d_accuracy", "g_loss"} <= set(history)
    assert len(list((tmp_path / "forest").glob("preview_*.jpg"))) == 1


def test_an_average_of_weights_remains_and_training_goes_on_from_the_weights(tmp_path):
    batches = ColorBatches(experiments.training_photos(["forest"])[:4], 2, size=32)

    def trained(name, epochs, ema_steps):
        keras.utils.set_random_seed(3)
        model = L1Baseline(build_pair()[0])
        model.compile(experiments.adamw(1e-3, ema_steps))
        experiments.run(model, batches, epochs, tmp_path / name, ["forest"])
        return np.concatenate([weight.ravel() for weight in model.generator.get_weights()])

    last, average = trained("last", 3, 0), trained("average", 3, 5)
    losses = [load_history(tmp_path / name)["l1_loss"] for name in ("last", "average")]
    assert losses[0] == pytest.approx(losses[1], rel=1e-4)
    assert np.abs(last - average).max() > 1e-4
    trained("stopped", 1, 5)
    assert trained("stopped", 3, 5) == pytest.approx(average, abs=1e-5)
