"""Recipes for the models: which networks learn from which pictures, how, and for how long.

Each is a function of the class of photographs, the folder that holds all runs, the share of its
epochs to do, and callbacks; it returns the trained generator. Called again, it goes on from where
it was stopped. `MODELS` names the models that they make.
"""

from . import quiet  # noqa: F401  (before TensorFlow, so that it starts silently)

# isort: split
from functools import partial, reduce
from pathlib import Path

import keras
import numpy as np

from .adversarial import ColorGAN, ColorRegression
from .color import merge_units
from .lean import build_lean_generator, build_patch_discriminator
from .metrics import ab_distance, delta_e
from .networks import build_discriminator, build_generator
from .scenes import CATEGORIES, list_photos, load_photos, split_photos
from .settings import data_folder
from .shapes import make_shapes
from .training import make_batches, predict_ab, preview_writer, train

__all__ = [
    "MODELS",
    "build_lean_gan",
    "build_lean_regression",
    "conditional",
    "falling_rate",
    "lean",
    "lean_alone",
    "original",
    "regression",
    "run",
    "shapes",
    "shapes_original",
    "six_photos",
    "training_photos",
    "validation_meter",
]

# The lean recipe goes so often through the photographs before it measures and saves.
PASSES = 5
# Pictures that the reference generator sees in an hour on two cores (`make bench`).
HOUR_OF_PICTURES = 4675


def training_photos(categories, size=256):
    """The training parts of the photographs in use."""
    split = split_photos()
    return np.concatenate([load_photos(split[name]["train"], size) for name in categories])


def six_photos(categories):
    """Six of the bundled photographs, to be colorized after each epoch."""
    paths = [p for name in categories for p in list_photos(name, data_folder() / "photos")]
    return paths[:: -(-len(paths) // 6)]


def steps_through(rgb, batch_size):
    """Steps of one pass; `make_batches` makes a single batch of fewer pictures than a batch."""
    return max(1, len(rgb) // batch_size)


def falling_rate(highest, steps, warm_up=0):
    """A learning rate that rises for the warm-up's steps, then falls to 0 along a cosine.

    References
    ----------
    Loshchilov and Hutter (2017), SGDR, ICLR.
    """
    if not warm_up:
        return keras.optimizers.schedules.CosineDecay(highest, steps)
    return keras.optimizers.schedules.CosineDecay(
        0.0, steps - warm_up, warmup_target=highest, warmup_steps=warm_up
    )


def validation_meter(generator, categories):
    """A callback that measures the colors of the validation photographs after each epoch.

    It adds ``forest_delta_e``, ``forest_ab_distance`` and so on to the history, measured at the
    generator's size.
    """
    split, size = split_photos(), generator.input_shape[1]
    photos = {name: load_photos(split[name]["validation"], size) for name in categories}

    def measure(epoch, logs):
        for category, truths in photos.items():
            pairs = list(zip(truths, merge_units(*predict_ab(generator, truths)), strict=True))
            for metric in (delta_e, ab_distance):
                name = f"{category}_{metric.__name__}"
                logs[name] = float(np.mean([metric(*pair) for pair in pairs]))

    return keras.callbacks.LambdaCallback(on_epoch_end=measure)


def run(
    model, rgb, batch_size, epochs, folder, categories, callbacks=(), warm_up=0, passes=1, **variety
):
    """Train a compiled model, measure it on the validation photographs and keep previews.

    An epoch goes ``passes`` times through the pictures; ``variety`` goes to `make_batches`. The
    history also tells how many pictures each epoch had, as ``pictures``. If the generator's
    optimizer keeps a running average of the weights, the average is what is measured and what
    remains in the end; training itself goes on from the weights as they are.
    """
    weights = model.generator.trainable_variables
    present = []

    def batches_of(epoch):
        seeds = range(epoch * passes, (epoch + 1) * passes)
        parts = [make_batches(rgb, batch_size, seed, **variety) for seed in seeds]
        return reduce(lambda batches, more: batches.concatenate(more), parts)

    def count(epoch, logs):
        logs["pictures"] = passes * steps_through(rgb, batch_size) * min(batch_size, len(rgb))

    def take_average(epoch, logs):
        present[:] = model.generator.get_weights()
        # It does nothing unless the optimizer keeps an average.
        model.g_optimizer.finalize_variable_values(weights)

    def go_on(epoch, logs):
        model.generator.set_weights(present)

    watchers = [
        keras.callbacks.LambdaCallback(on_epoch_end=take_average),
        keras.callbacks.LambdaCallback(on_epoch_end=count),
        validation_meter(model.generator, categories),
        preview_writer(model.generator, six_photos(categories), folder),
        *callbacks,
        keras.callbacks.LambdaCallback(on_epoch_end=go_on),
    ]
    train(model, batches_of, epochs, folder, watchers, pretraining_epochs=warm_up)
    model.g_optimizer.finalize_variable_values(weights)
    return model.generator


def original(category, runs, share=1.0, callbacks=()):
    """The reference pair, cross-entropy alone: 30 epochs of forest, then 10 of mountain."""
    gan = ColorGAN(build_generator(256), build_discriminator(256), l1_weight=0.0)
    gan.compile(keras.optimizers.Adam(1e-3), keras.optimizers.Adam(1e-4))
    for stage, epochs, warm_up in (("forest", 30, 1), ("mountain", 10, 0)):
        rgb = training_photos([stage])
        folder = Path(runs) / f"{stage}-original"
        epochs = max(1, round(share * epochs))
        run(gan, rgb, 16, epochs, folder, [stage], callbacks, warm_up, flip=False)
        if stage == category:
            return gan.generator


def regression(category, runs, share=1.0, callbacks=()):
    """The reference generator, L1 alone: an hour of one class."""
    rgb = training_photos([category])
    epochs = max(1, round(share * HOUR_OF_PICTURES / len(rgb)))
    model = ColorRegression(build_generator(256))
    model.compile(keras.optimizers.Adam(falling_rate(1e-3, epochs * steps_through(rgb, 8))))
    return run(model, rgb, 8, epochs, Path(runs) / f"{category}-l1", [category], callbacks)


def conditional(category, runs, share=1.0, callbacks=()):
    """The reference generator against a judge that sees lightness, with L1: an hour of a class."""
    rgb = training_photos([category])
    epochs = max(1, round(share * HOUR_OF_PICTURES / len(rgb)))
    gan = ColorGAN(build_generator(256), build_discriminator(256, sees_lightness=True))
    rate = falling_rate(1e-3, epochs * steps_through(rgb, 8))
    gan.compile(keras.optimizers.Adam(rate), keras.optimizers.Adam(1e-4))
    folder = Path(runs) / f"{category}-conditional"
    return run(gan, rgb, 8, epochs, folder, [category], callbacks, warm_up=1)


def adamw(rate, average_over=0):
    """AdamW that can keep a running average of the weights, over about so many steps.

    References
    ----------
    Loshchilov and Hutter (2019), Decoupled weight decay regularization, ICLR. Polyak and Juditsky
    (1992), Acceleration of stochastic approximation by averaging, doi:10.1137/0330046.
    """
    average = {"use_ema": True, "ema_momentum": 1 - 1 / average_over} if average_over else {}
    return keras.optimizers.AdamW(rate, weight_decay=0.02, clipnorm=1.0, **average)


def build_lean_regression(size, rate, average_over=0):
    """Build and compile the lean generator to learn alone."""
    model = ColorRegression(build_lean_generator(size))
    model.compile(adamw(rate, average_over))
    return model


def build_lean_gan(steps, generator=None):
    """Build and compile the lean pair; its generator may start from a trained one.

    The generator's weights sway with the game, so their running average is what counts.
    """
    gan = ColorGAN(build_lean_generator(), build_patch_discriminator(), l1_weight=10.0)
    if generator is not None:
        gan.generator.set_weights(generator.get_weights())
    gan.compile(
        adamw(falling_rate(5e-4, steps), average_over=50),
        keras.optimizers.Adam(5e-4, beta_1=0.5),
    )
    return gan


def lean_alone(runs, share=1.0, callbacks=()):
    """The lean generator, L1 alone, on both classes together: small pictures first, then large."""
    start = None
    stages = ((128, 16, 1e-3, 20, 0), (256, 8, 3e-4, 3, 500))
    for size, batch_size, rate, epochs, average_over in stages:
        rgb = training_photos(CATEGORIES, size)
        epochs = max(1, round(share * epochs))
        steps = epochs * PASSES * steps_through(rgb, batch_size)
        rate = falling_rate(rate, steps, warm_up=steps // 20)
        model = build_lean_regression(size, rate, average_over)
        if start is not None:
            model.generator.set_weights(start.get_weights())
        folder = Path(runs) / ("scenes" if size == 256 else "scenes-128px")
        start = run(
            model, rgb, batch_size, epochs, folder, CATEGORIES, callbacks, passes=PASSES, crop=True
        )
    return start


def lean(category, runs, share=1.0, callbacks=()):
    """The course's own: the lean generator learns alone, then against the patch discriminator."""
    generator = lean_alone(runs, share, callbacks)
    rgb = training_photos([category])
    epochs = max(1, round(share * 4))
    gan = build_lean_gan(epochs * steps_through(rgb, 8), generator)
    return run(gan, rgb, 8, epochs, Path(runs) / category, [category], callbacks, crop=True)


def shapes(runs, share=1.0, callbacks=()):
    """The 32 px pair on the synthetic shapes, with L1, as in notebook 05."""
    return shapes_pair("shapes", 100.0, runs, share, callbacks)


def shapes_original(runs, share=1.0, callbacks=()):
    """The same, with the adversarial loss alone."""
    return shapes_pair("shapes-original", 0.0, runs, share, callbacks)


def shapes_pair(name, l1_weight, runs, share, callbacks):
    rgb = make_shapes(2500, seed=1, most=6).rgb
    epochs = max(1, round(share * 8))
    gan = ColorGAN(build_generator(32), build_discriminator(32), l1_weight)
    rate = falling_rate(3e-3, epochs * steps_through(rgb, 8))
    gan.compile(keras.optimizers.Adam(rate), keras.optimizers.Adam(1e-4))
    train(
        gan,
        lambda epoch: make_batches(rgb, 8, seed=epoch),
        epochs,
        Path(runs) / name,
        callbacks,
        pretraining_epochs=1,
    )
    return gan.generator


MODELS = {
    "shapes": shapes,
    "shapes-original": shapes_original,
    "scenes": lean_alone,
    **{category: partial(lean, category) for category in CATEGORIES},
    **{f"{category}-original": partial(original, category) for category in CATEGORIES},
    **{f"{category}-l1": partial(regression, category) for category in CATEGORIES},
    **{f"{category}-conditional": partial(conditional, category) for category in CATEGORIES},
}
