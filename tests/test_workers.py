"""Two processes train together like one; if one is killed, both go on."""

import json
import os
import socket
import subprocess
import sys
import time

import numpy as np
import pytest

TRAINING = """
import sys, keras, numpy as np
from colorlib import workers
number, count, _ = workers.crew()
from colorlib import gan, networks
from colorlib.shapes import make_shapes
folder, epochs, norm = sys.argv[1], int(sys.argv[2]), sys.argv[3] == "batch norm"
keras.utils.set_random_seed(1 + number)  # the chief's weights count
generator = networks.build_generator(32) if norm else networks.build_lean_generator(32)
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

    def start(name, count=1, epochs=2, norm=""):
        ports = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
        addresses = [f"127.0.0.1:{port.getsockname()[1]}" for port in ports]
        for port in ports:
            port.close()
        started = []
        for index in range(count):
            task = {"type": "worker", "index": index}
            config = json.dumps({"cluster": {"worker": addresses}, "task": task})
            folder = tmp_path / (name + "-other" * index)
            command = [sys.executable, "-c", TRAINING, str(folder), str(epochs), norm]
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
    assert ends(start("one", epochs=done + 1)) == [0]

    one, two = (json.loads((tmp_path / n / "history.json").read_text()) for n in ("one", "two"))
    for name in ("g_loss", "l1_loss"):
        print(name, one[name], two[name])
    for name in ("g_loss", "l1_loss"):
        np.testing.assert_allclose(one[name], two[name], rtol=1e-3)
    weights = [np.load(tmp_path / name / "end.npz") for name in ("one", "two", "two-other")]
    for name in weights[0].files:
        mine, theirs, others = (array[name] for array in weights)
        np.testing.assert_allclose(mine, theirs, atol=1e-4)
        np.testing.assert_array_equal(theirs, others)


def test_batch_normalization_is_refused(tmp_path, start):
    assert ends(start("norm", 2, norm="batch norm")) == [1, 1]
    assert "train this network in one process" in (tmp_path / "norm-0.log").read_text()
