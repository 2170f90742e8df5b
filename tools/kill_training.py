"""Kill a training run again and again, at random moments, and look at what is left of it.

``python -m tools.kill_training [KILLS]`` trains a pair on a few 32 px shapes in a process of its
own, ends that with SIGKILL, reads the checkpoint, starts it again, and so on; in the end it
compares the run with an undisturbed one. 50 kills take about four minutes on one core.
"""

import json
import multiprocessing
import sys
import tempfile
import time
from pathlib import Path

import numpy as np

from colorlib.files import read_arrays

# Moments to die at: at any time since the start of the process; in an epoch; while a checkpoint
# is being written.
MOMENTS = ("any", "epoch", "checkpoint")
LONGEST_WAIT = 120
ENDLESS = 10**6

# Like a notebook whose kernel was restarted, a process begins with nothing but the imports.
FORKING = "forkserver" in multiprocessing.get_all_start_methods()
context = multiprocessing.get_context("forkserver" if FORKING else "spawn")
context.set_forkserver_preload([__name__])


def build_pair():
    """Two small networks with all that has a state: averages, dropout, momenta."""
    from colorlib.backend import keras

    layers = keras.layers
    lightness, colors = keras.Input((32, 32, 1)), keras.Input((32, 32, 2))
    x = layers.Conv2D(8, 3, padding="same", activation="relu")(lightness)
    ab = layers.Conv2D(2, 3, padding="same", activation="tanh")(layers.BatchNormalization()(x))
    x = layers.Conv2D(8, 3, strides=2, padding="same", activation="relu")(colors)
    # Many weights, so that a checkpoint takes a while to write.
    x = layers.Dense(128, activation="relu")(layers.Flatten()(layers.Dropout(0.25)(x)))
    return keras.Model(lightness, ab), keras.Model(colors, layers.Dense(1)(x))


def train_pair(folder, epochs):
    """A real run, but a tiny one: two batches of four pictures an epoch."""
    from colorlib.backend import keras, tf

    # On one thread TensorFlow adds up in the same order each time.
    tf.config.threading.set_intra_op_parallelism_threads(1)

    from colorlib.gan import ColorBatches, ColorGAN, train
    from colorlib.shapes import make_shapes

    keras.utils.set_random_seed(1)
    gan = ColorGAN(*build_pair())
    gan.compile(keras.optimizers.Adam(1e-3), keras.optimizers.Adam(1e-4))

    def note(epoch, logs=None):
        with begun_file(folder).open("a") as file:
            file.write(f"{epoch + 1}\n")

    callbacks = [keras.callbacks.LambdaCallback(on_epoch_begin=note)]
    batches = ColorBatches(make_shapes(8, seed=1).rgb, 4)
    train(gan, batches, epochs, folder, callbacks, pretrain_epochs=1)


def begun_file(folder):
    return Path(f"{folder}.begun")


def begun(folder):
    """The number of the last epoch that has begun, counted from 1."""
    path = begun_file(folder)
    numbers = path.read_text().split() if path.exists() else []
    return int(numbers[-1]) if numbers else 0


def start(folder, epochs):
    process = context.Process(target=train_pair, args=(folder, epochs), daemon=True)
    process.start()
    return process


def finish(folder, epochs):
    process = start(folder, epochs)
    process.join()
    assert process.exitcode == 0, f"a run in {folder} did not go on to its end"


def wait_for(process, condition):
    """Wait until something is true of the run; it must not end before."""
    last = time.monotonic() + LONGEST_WAIT
    while not condition():
        assert process.exitcode is None, f"the run ended by itself with {process.exitcode}"
        assert time.monotonic() < last, "the run does not get on"
        time.sleep(0.002)


def kill(process, folder, moment, rng):
    """End a run with SIGKILL at a random moment of a kind."""
    if moment == "any":
        time.sleep(rng.uniform(0, 6))
    else:
        epoch = begun(folder) + rng.integers(1, 4)
        wait_for(process, lambda: begun(folder) >= epoch)
        if moment == "epoch":
            time.sleep(rng.uniform(0, 1))
        else:
            wait_for(process, lambda: unfinished(folder))
            time.sleep(rng.uniform(0, 0.02))
    assert process.exitcode is None, f"the run ended by itself with {process.exitcode}"
    process.kill()
    process.join()


def unfinished(folder):
    return set(Path(folder).glob("checkpoint.npz.*.part"))


def read_checkpoint(folder):
    """The history and the state that a run has left; a damaged file gives neither."""
    path = Path(folder) / "checkpoint.npz"
    arrays = read_arrays(path.read_bytes())
    history = json.loads(str(arrays.pop("history"))) if arrays else None
    return history, arrays


def kill_again_and_again(folder, moments):
    """Kill a run once at each of some `MOMENTS`, let it end, and compare it with another.

    The result tells the number of ``kills``; of kills ``while_writing`` a checkpoint; of
    ``unreadable`` checkpoints; the ``most_lost`` epochs; the ``epochs`` of the whole run; and
    whether it is ``equal``, bit for bit, to a run without a break.
    """
    rng = np.random.default_rng(5)
    disturbed, unbroken = Path(folder) / "disturbed", Path(folder) / "unbroken"
    result = {"kills": len(moments), "while_writing": 0, "unreadable": 0, "most_lost": 0}
    for moment in moments:
        half_written = unfinished(disturbed)
        kill(start(disturbed, ENDLESS), disturbed, moment, rng)
        done = 0
        if (disturbed / "checkpoint.npz").exists():
            history, _ = read_checkpoint(disturbed)
            result["unreadable"] += history is None
            done = len((history or {}).get("seconds", []))
        result["most_lost"] = max(result["most_lost"], begun(disturbed) - done)
        result["while_writing"] += bool(unfinished(disturbed) - half_written)
        print(
            f"killed ({moment}) in epoch {begun(disturbed)}, {done} are kept: {result}", flush=True
        )
    epochs = done + 2
    for run in (disturbed, unbroken):
        finish(run, epochs)
    (history, state), (whole_history, whole_state) = map(read_checkpoint, (disturbed, unbroken))
    del history["seconds"], whole_history["seconds"]
    same = [np.array_equal(state[name], whole_state[name]) for name in whole_state]
    return result | {"epochs": epochs, "equal": all(same) and history == whole_history}


def main(kills=50):
    moments = np.resize(MOMENTS, int(kills))
    with tempfile.TemporaryDirectory() as folder:
        print(kill_again_and_again(folder, moments))


if __name__ == "__main__":
    main(*sys.argv[1:])
