"""How good L1-only training is on other splits: ``python -m experiments.cross_validation``.

One split is only one random draw. Five-fold cross-validation (Stone, 1974) trains the lean
generator five times, each time without a fifth of the photographs in use, and measures it on that
fifth. No group of near-duplicates is divided. To save time, the pictures are small: 64 px, 2,400
training steps of 16 crops, both classes together. So the figures are not those of the shipped
model. A second call skips finished folds; the result goes to
``data/results/cross_validation.json``.
"""

import csv
import hashlib
import json
import zlib

import numpy as np

from colorlib import experiments
from colorlib.backend import keras
from colorlib.color import l_ab_to_rgb
from colorlib.data import CATEGORIES, load_photos, split_photos
from colorlib.files import save_atomically
from colorlib.gan import ColorBatches, predict_ab
from colorlib.metrics import ab_distance, fit_baselines
from colorlib.settings import data_folder

FOLDS, SIZE, STEPS = 5, 64, 2400
RESULT = data_folder() / "results" / "cross_validation.json"


def fold_of_each_photo():
    """The fold of each listed photograph, by its path; the groups' names decide."""
    with (data_folder() / "split.csv").open(encoding="utf-8", newline="") as file:
        group = {row["sha256"]: row["group"] for row in csv.DictReader(file)}
    paths = [p for parts in split_photos().values() for part in parts.values() for p in part]
    groups = {path: group[hashlib.sha256(path.read_bytes()).hexdigest()] for path in paths}
    return {path: zlib.crc32(name.encode()) % FOLDS for path, name in groups.items()}


def measured(fold, folds):
    """Train without a fold; the mean ab distance on it, by class and colorizer."""
    keras.utils.set_random_seed(fold)
    training = load_photos([path for path, other in folds.items() if other != fold], SIZE)
    model = experiments.build_lean_l1(SIZE, experiments.cosine_decay(3e-4, STEPS, STEPS // 20))
    batches = ColorBatches(training, 16, seed=fold, crop=True, passes=100)
    model.fit(batches, steps_per_epoch=STEPS, epochs=1, verbose=2)
    table = {}
    for category in CATEGORIES:
        mine = [path for path in folds if path.parent.name == category]
        truths = load_photos([path for path in mine if folds[path] == fold], SIZE)
        others = load_photos([path for path in mine if folds[path] != fold], SIZE)
        colored = {"L1-only": l_ab_to_rgb(*predict_ab(model.generator, truths))}
        for name, colorize in fit_baselines(others).items():
            colored[name] = [colorize(truth) for truth in truths]
        table[category] = {"photographs": len(truths)} | {
            name: float(np.mean([ab_distance(*pair) for pair in zip(truths, ones, strict=True)]))
            for name, ones in colored.items()
        }
    return table


def main():
    done = json.loads(RESULT.read_text(encoding="utf-8")) if RESULT.exists() else []
    folds = fold_of_each_photo()
    for fold in range(len(done), FOLDS):
        done.append(measured(fold, folds))
        text = json.dumps(done, indent=1).encode()
        save_atomically(RESULT, lambda file, text=text: file.write(text))
    for category in CATEGORIES:
        rows = [fold[category] for fold in done]
        gains = [1 - row["L1-only"] / row["color by lightness"] for row in rows]
        count = sum(row["photographs"] for row in rows)
        print(
            f"{category}, {count} photographs: L1-only below color by lightness by "
            f"{np.mean(gains):.1%}, from {min(gains):.1%} to {max(gains):.1%} in {FOLDS} folds"
        )


if __name__ == "__main__":
    main()
