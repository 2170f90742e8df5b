"""A rival of notebook 11: the lean GAN with noise, ``python -m experiments.gan_with_z RUNS``.

The trained L1-only generator gets a noise input and plays the game of `experiments.lean_gan` on one
class, as the course's GAN does without noise. Then two draws for each test photograph are judged,
and so are draws from the distributions of the network with hints: ``data/results/many.json``.
"""

import json
import sys
from functools import partial

import numpy as np

from colorlib import experiments, networks
from colorlib.backend import keras
from colorlib.color import AB_SCALE, rgb_to_l_ab
from colorlib.data import CATEGORIES, load_photos, split_photos
from colorlib.evaluation import compare_colorizers
from colorlib.figures import results_table
from colorlib.files import save_atomically
from colorlib.gan import train
from colorlib.hints import VIVIDNESS, mean_colors
from colorlib.pretrained import join_colors, load_generator, predict_logits
from colorlib.settings import as_path, data_folder

NOISE, JUDGES = 8, 1


def train_gan(category, runs):
    """The generator with noise after the game."""
    learned = experiments.trained_l1(runs)
    generator = networks.build_lean_generator(256, NOISE)
    for layer in learned.layers:
        generator.get_layer(layer.name).set_weights(layer.get_weights())
    batches, epochs = experiments.batches_of_game(category, 1.0)
    gan = experiments.build_lean_gan(generator, epochs * len(batches))
    train(gan, batches, epochs, as_path(runs) / f"{category}-z")
    return generator


def painters(generator, network):
    """By name, functions from a photograph and a generator of random numbers to its coloring."""

    def with_gan(rgb, rng):
        lightness, _ = rgb_to_l_ab(rgb)
        z = rng.normal(size=(1, NOISE)).astype(np.float32)
        return join_colors(lightness, np.asarray(generator([lightness[None], z])[0]))

    def with_distribution(rgb, rng, vividness=VIVIDNESS, drawn=False):
        lightness, _ = rgb_to_l_ab(rgb)
        z = rng.normal(size=NOISE) if drawn else None
        return join_colors(
            lightness, mean_colors(predict_logits(lightness, network), vividness=vividness, z=z)
        )

    return {
        "lean GAN with z": with_gan,
        "distribution, drawn": partial(with_distribution, drawn=True),
        "distribution, vivid": with_distribution,
        "distribution, safe": partial(with_distribution, vividness=0),
    }


def apart(pictures, others):
    """Mean ab distance between two colorings of the same photographs, in Lab units."""
    difference = rgb_to_l_ab(pictures)[1] - rgb_to_l_ab(others)[1]
    return float(AB_SCALE * np.linalg.norm(difference, axis=-1).mean())


def main(runs):
    keras.utils.set_random_seed(7)
    network, result = load_generator("hints"), {}
    for category in CATEGORIES:
        generator = train_gan(category, runs)
        truths = load_photos(split_photos()[category]["test"])
        colorizers, variety = {}, {}
        for name, paint in painters(generator, network).items():
            first, second = (
                np.stack(
                    [paint(rgb, np.random.default_rng([k, n])) for n, rgb in enumerate(truths)]
                )
                for k in range(2)
            )
            variety[name] = apart(first, second)
            # `compare_colorizers` asks for the photographs in their order.
            colorizers[name] = partial(lambda pictures, rgb: next(pictures), iter(first))
        table = compare_colorizers(truths, colorizers, JUDGES)
        for name, row in table.items():
            row["variety"] = variety[name]
        print(f"{category}\n{results_table(table)}\nvariety: {variety}", flush=True)
        result[category] = table
    text = json.dumps(result, indent=1, ensure_ascii=False).encode()
    save_atomically(data_folder() / "results" / "many.json", lambda file: file.write(text))


if __name__ == "__main__":
    main(sys.argv[1])
