"""What each idea of the lean generator brings: ``python -m experiments.ablation``.

Each variant changes one thing, trains anew in a short L1-only run at 128 px on both classes, and is
measured on the validation photographs. The result goes to ``data/results/ablation.json``.
Interrupted, the command goes on with what is missing.
"""

import argparse
import json
from contextlib import ExitStack, contextmanager
from functools import partial
from pathlib import Path
from unittest import mock

from colorlib import experiments, networks
from colorlib.backend import keras
from colorlib.data import CATEGORIES, load_photos, split_photos
from colorlib.evaluation import compare_colorizers
from colorlib.files import save_atomically
from colorlib.gan import ColorBatches
from colorlib.pretrained import colorize
from colorlib.settings import cache_folder, data_folder

layers = keras.layers

RESULTS = data_folder() / "results" / "ablation.json"
SEED = 7
EPOCHS = 2
METRICS = ("delta_e", "ab_distance", "colorfulness_ratio")


def plain_block(x, name):
    """The convolutions of a residual block, without the path around them."""
    for part in ("first", "second"):
        x = networks.normalize_activate(x, f"{name}_{part}")
        x = layers.Conv2D(x.shape[-1], 3, padding="same", name=f"{name}_{part}_conv")(x)
    return x


def batch_normalization(groups, name):
    return layers.BatchNormalization(momentum=0.9, name=name)


# What is replaced in `colorlib`, how pictures are augmented, and the seed.
VARIANTS = {
    "complete": {},
    "complete, another seed": {"seed": SEED + 1},
    "whole pictures, no parts": {"crop": False},
    "three halvings instead of five": {"replaced": {"networks.WIDTHS": (24, 48, 160)}},
    "no path around the blocks": {"replaced": {"networks.residual_block": plain_block}},
    "batch normalization": {
        "replaced": {"networks.layers.GroupNormalization": batch_normalization}
    },
    "no dropout": {"replaced": {"networks.DROPOUT": 0.0}},
}


@contextmanager
def changed(replaced):
    """Replace some functions and constants of `colorlib` while a model is built."""
    with ExitStack() as stack:
        for target, new in (replaced or {}).items():
            stack.enter_context(mock.patch(f"colorlib.{target}", new))
        yield


def train(folder, replaced=None, crop=True, seed=SEED):
    keras.utils.set_random_seed(seed)
    photos = experiments.training_photos(CATEGORIES)
    batches = ColorBatches(photos, 16, crop=crop, passes=experiments.PASSES, size=128)
    steps = EPOCHS * len(batches)
    rate = experiments.cosine_decay(1e-3, steps, warmup_steps=steps // 20)
    with changed(replaced):
        model = experiments.build_lean_l1(128, rate)
    return experiments.run(model, batches, EPOCHS, folder, CATEGORIES)


def measured(generator):
    """By class and metric: means over the validation photographs at the size of training."""
    table = {}
    for category in CATEGORIES:
        truths = load_photos(split_photos()[category]["validation"], 128)
        row = compare_colorizers(truths, {"": partial(colorize, model=generator)})[""]
        table[category] = {name: row[name]["value"] for name in METRICS}
    return table


def main():
    parser = argparse.ArgumentParser(prog="python -m experiments.ablation", description=__doc__)
    parser.add_argument("--runs", type=Path, default=cache_folder() / "ablation")
    parser.add_argument("--bfloat16", action="store_true", help="compute in 16-bit floats")
    options = parser.parse_args()
    if options.bfloat16:
        keras.mixed_precision.set_global_policy("mixed_bfloat16")
    rows = json.loads(RESULTS.read_text()) if RESULTS.is_file() else {}
    for name, change in VARIANTS.items():
        if name not in rows:
            rows[name] = measured(train(options.runs / name, **change))
            text = json.dumps(rows, indent=1, ensure_ascii=False).encode()
            save_atomically(RESULTS, lambda file, text=text: file.write(text))
        print(name, rows[name], flush=True)


if __name__ == "__main__":
    main()
