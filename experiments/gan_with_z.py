"""A rival of notebook 11: the lean GAN with noise, ``python -m experiments.gan_with_z RUNS``.

The trained L1-only generator gets a noise input and plays the game of `experiments.lean_gan` on one
class, as the course's GAN does without noise. Then two draws for each test photograph are judged,
and so are draws from the distributions of the network with hints: ``data/results/many.json``.
"""

import json
import sys

import numpy as np

from colorlib import experiments, networks
from colorlib.backend import keras
from colorlib.color import AB_SCALE, rgb_to_l_ab
from colorlib.data import CATEGORIES, load_photos, split_photos
from colorlib.evaluation import compare_colorizers
from colorlib.files import save_atomically
from colorlib.gan import PairedGAN, train
from colorlib.hints import mean_colors
from colorlib.pretrained import join_colors, load_generator, predict_logits
from colorlib.settings import as_path, data_folder

NOISE, JUDGES = 8, 2
SETTINGS = {"safe": {"vividness": 0}, "vivid": {}, "cold": {"temperature": 0.3, "vividness": 0}}


def train_gan(category, runs):
    """The generator with noise after the game."""
    learned = experiments.trained_l1(runs)
    generator = networks.build_lean_generator(256, NOISE)
    for layer in learned.layers:
        generator.get_layer(layer.name).set_weights(layer.get_weights())
    batches, epochs = experiments.batches_of_game(category, 1.0)
    discriminator = networks.build_patch_discriminator(experiments.WINDOW, pool=2)
    gan = PairedGAN(
        networks.for_any_shape(generator), discriminator, experiments.L1_WEIGHT, l1_pool=8
    )
    gan.compile(experiments.gentle_adam(epochs * len(batches)), experiments.adam_of_game(5e-4))
    train(gan, batches, epochs, as_path(runs) / f"{category}-z")
    return generator


def apart(pictures, others):
    """Mean ab distance between two colorings of the same photographs, in Lab units."""
    return float(
        np.mean(
            [
                AB_SCALE * np.linalg.norm(rgb_to_l_ab(a)[1] - rgb_to_l_ab(b)[1], axis=-1).mean()
                for a, b in zip(pictures, others, strict=True)
            ]
        )
    )


def painters(generator, network):
    """By name, functions from a photograph and a generator of random numbers to its coloring."""

    def with_gan(rgb, rng):
        lightness, _ = rgb_to_l_ab(rgb)
        z = rng.normal(size=(1, NOISE)).astype(np.float32)
        return join_colors(lightness, np.asarray(generator([lightness[None], z])[0]))

    def draw(rgb, rng):
        lightness, _ = rgb_to_l_ab(rgb)
        logits = predict_logits(lightness, network)
        return join_colors(lightness, mean_colors(logits, z=rng.normal(size=8)))

    def mean_with(options):
        def paint(rgb, rng):
            lightness, _ = rgb_to_l_ab(rgb)
            logits = predict_logits(lightness, network)
            return join_colors(lightness, mean_colors(logits, **options))

        return paint

    means = {f"distribution, {name}": mean_with(options) for name, options in SETTINGS.items()}
    return {"lean GAN with z": with_gan, "distribution, drawn": draw, **means}


def main(runs):
    keras.utils.set_random_seed(7)
    network, result = load_generator("hints"), {}
    for category in CATEGORIES:
        generator = train_gan(category, runs)
        truths = load_photos(split_photos()[category]["test"])
        colorizers, variety = {}, {}
        for name, paint in painters(generator, network).items():
            draws = [
                [paint(rgb, np.random.default_rng([number, k])) for k, rgb in enumerate(truths)]
                for number in range(2)
            ]
            variety[name] = apart(*draws)
            made = {rgb.tobytes(): picture for rgb, picture in zip(truths, draws[0], strict=True)}
            colorizers[name] = lambda rgb, made=made: made[rgb.tobytes()]
        table = compare_colorizers(truths, colorizers, JUDGES)
        for name, row in table.items():
            row["variety"] = variety[name]
            values = {k: v for k, v in row.items() if isinstance(v, dict) and "value" in v}
            short = {k: round(v["value"], 2) for k, v in values.items()}
            print(category, name, short, round(variety[name], 2))
        result[category] = table
    text = json.dumps(result, indent=1, ensure_ascii=False).encode()
    save_atomically(data_folder() / "results" / "many.json", lambda file: file.write(text))


if __name__ == "__main__":
    main(sys.argv[1])
