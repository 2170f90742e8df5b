"""What makes the game on tossed coins work: ``python -m experiments.coin RUNS``.

Each variant changes one thing, plays as long from the same L1-only generator, which is trained in
RUNS first, and is measured on held-out pictures. The result goes to ``data/results/coin.json``.
Interrupted, the command goes on with what is missing.
"""

import json
import sys
from unittest import mock

import numpy as np
from skimage.measure import label

from colorlib import experiments, networks
from colorlib.backend import keras
from colorlib.color import l_ab_to_rgb, rgb_to_l_ab
from colorlib.files import save_atomically
from colorlib.gan import ColorBatches, train
from colorlib.metrics import delta_e_map
from colorlib.settings import as_path, data_folder
from colorlib.shapes import GUESSWORK, make_shapes

RESULTS = data_folder() / "results" / "coin.json"
EPOCHS, DRAWS, NEAR = 8, 20, 10

# Attributes of the game, the generator's learning rate, or the factor of ab before D.
VARIANTS = {
    "complete": {},
    "no L1": {"l1_weight": 0.0},
    "no penalty": {"penalty": 0.0},
    "colors not enlarged": {"vivid": 1.0},
    "generator three times as fast": {"g_rate": 3e-3},
}


def play(learned, rgb, folder, vivid=4.0, g_rate=1e-3, **changes):
    """Train one variant of the game; return its generator."""
    keras.utils.set_random_seed(0)
    batches = ColorBatches(rgb, 16)
    with mock.patch.object(networks, "VIVID", vivid):
        game = experiments.build_shapes_game(learned, noise=8)
    for name, value in changes.items():
        setattr(game, name, value)
    g_optimizer = experiments.gentle_adam(EPOCHS * len(batches), g_rate)
    game.compile(g_optimizer, experiments.adam_of_game(1e-3))
    train(game, batches, EPOCHS, folder)
    return game.generator


def scores(generator):
    """Measure a generator on held-out pictures with one circle each, over several draws of z."""
    sides = [
        make_shapes(100, seed=4, colors=GUESSWORK | {"circle": color})
        for color in GUESSWORK["circle"]
    ]
    chosen = [k for k, kind in enumerate(sides[0].kind) if label(kind == 3).max() == 1]
    truths, kinds = [side.rgb[chosen] for side in sides], sides[0].kind[chosen]
    circle, other = kinds == 3, (kinds > 0) & (kinds != 3)
    (lightness, _), rng = rgb_to_l_ab(truths[0]), np.random.default_rng(0)
    noisy, to_sides, others = len(generator.inputs) == 2, [], []
    for _ in range(DRAWS if noisy else 1):
        z = rng.normal(size=(len(chosen), 8)).astype(np.float32)
        ab = generator([lightness, z] if noisy else lightness, training=False)
        made = np.concatenate(l_ab_to_rgb(lightness, np.asarray(ab)))
        maps = [delta_e_map(np.concatenate(t), made).reshape(kinds.shape) for t in truths]
        to_sides.append([(m * circle).sum((1, 2)) / circle.sum((1, 2)) for m in maps])
        others.append(maps[0][other].mean())
    to_sides = np.array(to_sides)  # draws, sides, pictures
    blue = to_sides[:, 0] < to_sides[:, 1]
    return {
        "near": float((to_sides.min(axis=1) < NEAR).mean()),
        "blue": float(blue.mean()),
        "both": float((blue.any(axis=0) & ~blue.all(axis=0)).mean()),
        "others": float(np.mean(others)),
    }


def main(runs):
    rgb = experiments.draw_coins(3000, seed=3).rgb
    learned = experiments.shapes_l1("shapes-coin", rgb, runs)
    rows = json.loads(RESULTS.read_text()) if RESULTS.is_file() else {}
    rows["L1-only"] = scores(learned)
    for name, change in VARIANTS.items():
        if name not in rows:
            rows[name] = scores(play(learned, rgb, as_path(runs) / "coin" / name, **change))
            text = json.dumps(rows, indent=1).encode()
            save_atomically(RESULTS, lambda file, text=text: file.write(text))
        print(name, rows[name], flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
