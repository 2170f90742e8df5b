"""What each idea of the lean GAN brings: ``python -m experiments.ablation``.

Each variant changes one thing, trains from the same start and is measured on the validation
photographs. The first group is the generator alone, in a short run at 128 px on both classes; the
second is the lean GAN for forests at 256 px, from the course's ``scenes`` generator on. The result
goes to ``data/results/ablation.json``. Interrupted, the command goes on with what is missing.
"""

import argparse
import json
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from unittest import mock

from colorlib import experiments, networks
from colorlib.backend import keras
from colorlib.data import CATEGORIES, load_photos, split_photos
from colorlib.evaluation import compare_colorizers
from colorlib.files import save_atomically
from colorlib.gan import ColorBatches
from colorlib.networks import build_discriminator, build_patch_discriminator
from colorlib.pretrained import colorize, load_generator
from colorlib.settings import cache_folder, data_folder

layers = keras.layers

RESULTS = data_folder() / "results" / "ablation.json"
SEED = 7
EPOCHS_ALONE, EPOCHS_OF_GAME = 2, 4
METRICS = ("delta_e", "ab_distance", "colorfulness_ratio", "distribution_distance")


def plain_block(x, name):
    """The convolutions of a residual block, without the path around them."""
    for part in ("first", "second"):
        x = networks.normalize_activate(x, f"{name}_{part}")
        x = layers.Conv2D(x.shape[-1], 3, padding="same", name=f"{name}_{part}_conv")(x)
    return x


def batch_normalization(groups, name):
    return layers.BatchNormalization(momentum=0.9, name=name)


def discriminator_of_ab():
    """The patch discriminator without lightness: it sees a constant in its place."""
    discriminator = build_patch_discriminator()
    colors = keras.Input((256, 256, 3))
    seen = keras.ops.concatenate([0 * colors[..., :1], colors[..., 1:]], axis=-1)
    return keras.Model(colors, discriminator(seen))


def discriminator_without_spectral_norm():
    with mock.patch.object(layers, "SpectralNormalization", lambda layer, name: layer):
        return build_patch_discriminator()


def last_weights(rate, ema_steps, adamw=experiments.adamw):
    return adamw(rate)


# What is replaced in `colorlib`, how pictures are augmented, and the seed.
ALONE = {
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
# What is replaced in `colorlib`, the weight of L1, and the seed.
GAME = {
    "complete": {},
    "complete, another seed": {"seed": SEED + 1},
    "L1 × 100": {"l1_weight": 100.0},
    "L1 × 30": {"l1_weight": 30.0},
    "L1 × 3": {"l1_weight": 3.0},
    "last weights, no average": {"optimizer": last_weights},
    "discriminator sees ab alone": {"discriminator": discriminator_of_ab},
    "discriminator of whole pictures": {
        "discriminator": partial(build_discriminator, 256, conditional=True)
    },
    "no spectral norm": {"discriminator": discriminator_without_spectral_norm},
}


def alone(folder, replaced=None, crop=True, seed=SEED):
    keras.utils.set_random_seed(seed)
    photos = experiments.training_photos(CATEGORIES)
    batches = ColorBatches(photos, 16, crop=crop, passes=experiments.PASSES, size=128)
    steps = EPOCHS_ALONE * len(batches)
    rate = experiments.cosine_decay(1e-3, steps, warmup_steps=steps // 20)
    with ExitStack() as stack:
        for target, new in (replaced or {}).items():
            stack.enter_context(mock.patch(f"colorlib.{target}", new))
        model = experiments.build_lean_l1(128, rate)
    return experiments.run(model, batches, EPOCHS_ALONE, folder, CATEGORIES)


def game(
    folder,
    discriminator=build_patch_discriminator,
    optimizer=experiments.adamw,
    l1_weight=None,
    seed=SEED,
):
    keras.utils.set_random_seed(seed)
    batches = ColorBatches(experiments.training_photos(["forest"]), 8, crop=True)
    with (
        mock.patch("colorlib.networks.build_patch_discriminator", discriminator),
        mock.patch("colorlib.experiments.adamw", optimizer),
    ):
        gan = experiments.build_lean_gan(EPOCHS_OF_GAME * len(batches), load_generator("scenes"))
    gan.l1_weight = l1_weight or gan.l1_weight
    return experiments.run(gan, batches, EPOCHS_OF_GAME, folder, ["forest"])


def measured(generator, size, categories):
    """By class and metric: means over the validation photographs at the size of training."""
    table = {}
    for category in categories:
        truths = load_photos(split_photos()[category]["validation"], size)
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
    result = json.loads(RESULTS.read_text()) if RESULTS.is_file() else {}
    for group, variants, train, size, categories in (
        ("game", GAME, game, 256, ["forest"]),
        ("alone", ALONE, alone, 128, CATEGORIES),
    ):
        rows = result.setdefault(group, {})
        for name, change in variants.items():
            if name in rows:
                continue
            generator = train(options.runs / group / name, **change)
            rows[name] = measured(generator, size, categories)
            text = json.dumps(result, indent=1, ensure_ascii=False)
            save_atomically(RESULTS, lambda file, text=text: file.write(text.encode()))
            print(group, name, rows[name], flush=True)


if __name__ == "__main__":
    main()
