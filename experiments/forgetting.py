"""What a network keeps as it learns mountains after forests: ``python -m experiments.forgetting``.

The lean generator learns L1-only, from pictures of 64 px, in the ways that `learn_all` lists, with
five seeds. After each epoch it is measured on the validation photographs of both classes. The
result goes to ``data/results/forgetting.json``; a second call skips finished seeds.
"""

import json
import sys

import numpy as np

from colorlib import experiments
from colorlib.backend import keras
from colorlib.data import CATEGORIES, load_photos
from colorlib.files import save_atomically
from colorlib.gan import ColorBatches
from colorlib.settings import data_folder

RESULT = data_folder() / "results" / "forgetting.json"
SEEDS = range(7, 12)
SIZE, EPOCHS, RATE = 64, 6, 3e-4
REHEARSED = 0.1  # of the forests


def learn(photos, seed, start=None):
    """Train for a few epochs, from random weights or from ``start``; the generator, its errors."""
    keras.utils.set_random_seed(seed)
    batches = ColorBatches(photos, 16, seed=seed, crop=True, passes=2)
    steps = EPOCHS * len(batches)
    model = experiments.build_lean_l1(SIZE, experiments.cosine_decay(RATE, steps, steps // 20))
    if start is not None:
        model.generator.set_weights(start.get_weights())
    meter = experiments.validation_meter(model.generator, CATEGORIES)
    errors = {category: [] for category in CATEGORIES}

    def note(epoch, logs):
        for category in CATEGORIES:
            errors[category].append(round(logs[f"{category}_ab_distance"], 3))

    at_end = keras.callbacks.LambdaCallback(on_epoch_end=note)
    model.fit(batches, epochs=EPOCHS, callbacks=[meter, at_end], verbose=0)
    pictures = len(batches) * batches.batch_size
    return model.generator, {"pictures": pictures, **errors}


def learn_all(photos, seed):
    """All ways of learning with one seed: errors by way, class and epoch."""
    forests, mountains = (photos[category] for category in CATEGORIES)
    few = np.random.default_rng(seed).permutation(len(forests))[: round(REHEARSED * len(forests))]
    generator, first = learn(forests, seed)
    return {
        "forest": first,
        "mountain after forest": learn(mountains, seed, generator)[1],
        "rehearsal": learn(np.concatenate([mountains, forests[few]]), seed, generator)[1],
        "mountain alone": learn(mountains, seed)[1],
        "both mixed": learn(np.concatenate([forests, mountains]), seed)[1],
    }


def main(seeds):
    rows = json.loads(RESULT.read_text(encoding="utf-8")) if RESULT.is_file() else {}
    photos = {c: load_photos(experiments.training_photos([c]), SIZE) for c in CATEGORIES}
    for seed in seeds or SEEDS:
        if str(seed) not in rows:
            rows[str(seed)] = learn_all(photos, int(seed))
            text = json.dumps(rows, indent=1).encode()
            save_atomically(RESULT, lambda file, text=text: file.write(text))
        for way, row in rows[str(seed)].items():
            print(seed, way, *(f"{category} {row[category][-1]:.1f}" for category in CATEGORIES))


if __name__ == "__main__":
    main(sys.argv[1:])
