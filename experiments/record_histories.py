"""Record short runs that go well or wrong, for the tests of `colorlib.diagnostics`.

``python -m experiments.record_histories`` writes tests/histories/*.json: the course's own networks
for 32 px shapes and its own training, with a few numbers changed that spoil it. About a minute each
on one core; the numbers differ a little from machine to machine.
"""

import json
import sys
import tempfile
from pathlib import Path

from colorlib.backend import keras
from colorlib.experiments import cosine_decay
from colorlib.gan import ColorBatches, ColorGAN, train
from colorlib.networks import build_discriminator, build_generator
from colorlib.shapes import make_shapes
from colorlib.widgets.training import LivePreview

FOLDER = Path(__file__).resolve().parent.parent / "tests" / "histories"
EPOCHS = 8

# Learning rates of generator and discriminator, and the weight of L1.
RUNS = {
    "healthy": {"g_rate": 3e-3, "d_rate": 1e-4, "l1_weight": 100.0},
    "discriminator_perfect": {"g_rate": 1e-5, "d_rate": 1e-3, "l1_weight": 0.0},
    "generator_winning": {"g_rate": 3e-3, "d_rate": 0.0, "l1_weight": 100.0},
    "collapse": {"g_rate": 1.0, "d_rate": 1e-4, "l1_weight": 100.0},
}


def record(g_rate, d_rate, l1_weight):
    """Train on 600 pictures an epoch and return the history, with color variety."""
    keras.utils.set_random_seed(0)
    rgb, held_out = make_shapes(600, seed=1, most=6).rgb, make_shapes(32, seed=2).rgb
    gan = ColorGAN(build_generator(32), build_discriminator(32), l1_weight)
    batches = ColorBatches(rgb, 8)
    rate = cosine_decay(g_rate, EPOCHS * len(batches))
    gan.compile(keras.optimizers.Adam(rate), keras.optimizers.Adam(d_rate))
    with tempfile.TemporaryDirectory() as folder:
        return train(gan, batches, EPOCHS, folder, [LivePreview(held_out)])


def main(names):
    for name in names or RUNS:
        history = record(**RUNS[name])
        rounded = {key: [round(value, 4) for value in values] for key, values in history.items()}
        text = json.dumps({"made with": RUNS[name], "history": rounded}, indent=1)
        (FOLDER / f"{name}.json").write_text(text + "\n", encoding="utf-8")
        print(name, rounded)


if __name__ == "__main__":
    main(sys.argv[1:])
