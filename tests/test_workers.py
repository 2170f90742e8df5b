"""Two processes train together like one; if one is killed, both go on."""

import json
import os
import subprocess
import sys
import time

import numpy as np
import pytest

from colorlib import gan, networks, workers
from colorlib.settings import ColorlibError

TRAINING = """
import sys, keras, numpy as np
from colorlib import workers
number, count, _ = workers.crew()
from colorlib import gan, networks
from colorlib.shapes import make_shapes
folder, epochs = sys.argv[1], int(sys.argv[2])
keras.utils.set_random_seed(1 + number)  # the chief's weights count
generator = networks.build_lean_generator(32)
game = gan.PairedGAN(generator, networks.build_patch_discriminator(32), l1_weight=60.0)
# Adam would divide the smallest gradients by themselves, and so make much of rounding.
game.compile(keras.optimizers.SGD(1e-4, use_ema=True), keras.optimizers.SGD(1e-3))
batches = gan.ColorBatches(make_shapes(32, seed=1).rgb, 8, flip=False)
gan.train(game, batches, epochs, folder)
np.savez(folder + "/end.npz", *generator.get_weights())
"""


@pytest.fixture
def start(tmp_path):
    """A function that starts workers, and stops those that are left at the end."""
    running = []

    def start(name, count, epochs):
        started = []
        for index, config in enumerate(workers.local_crew(count)):
            folder = tmp_path / (name + "-other" * index)
            command = [sys.executable, "-c", TRAINING, str(folder), str(epochs)]
            variables = {"TF_CONFIG": config, "OMP_NUM_THREADS": "1", "CUDA_VISIBLE_DEVICES": ""}
            log = (tmp_path / f"{name}-{index}.log").open("w")
            started.append(subprocess.Popen(command, env=os.environ | variables, stderr=log))
        running.extend(started)
        return started

    yield start
    for process in running:
        process.kill()


def ends(processes):
    return [process.wait(120) for process in processes]


def test_two_workers_train_like_one_and_go_on_when_one_was_killed(tmp_path, start):
    chief, other = start("two", 2, epochs=99)
    history = tmp_path / "two" / "history.json"
    while not history.is_file():
        assert chief.poll() is None
        time.sleep(0.1)
    other.kill()
    chief.wait(120)
    done = len(json.loads(history.read_text())["seconds"])
    assert ends(start("two", 2, epochs=done + 1)) == [0, 0]
    assert ends(start("one", 1, epochs=done + 1)) == [0]

    one, two = (json.loads((tmp_path / n / "history.json").read_text()) for n in ("one", "two"))
    for name in ("g_loss", "l1_loss"):
        np.testing.assert_allclose(one[name], two[name], rtol=1e-3)
    weights = [np.load(tmp_path / name / "end.npz") for name in ("one", "two", "two-other")]
    for name in weights[0].files:
        mine, theirs, others = (array[name] for array in weights)
        np.testing.assert_allclose(mine, theirs, atol=1e-4)
        np.testing.assert_array_equal(theirs, others)


def test_what_several_workers_cannot_share_is_refused(monkeypatch):
    monkeypatch.setattr(workers, "crew", lambda: (0, 2, None))
    batches = gan.ColorBatches(np.zeros((9, 32, 32, 3), np.uint8), 3)
    with pytest.raises(ColorlibError, match="train this network in one process"):
        workers.join(gan.L1Baseline(networks.build_generator(32)), batches)
    with pytest.raises(ColorlibError, match="cannot share batches of 3"):
        workers.join(gan.L1Baseline(networks.build_lean_generator(32)), batches)
