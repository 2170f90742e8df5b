"""What is trained how: which networks learn from which photographs, in what way, and how long.

Each experiment takes the class, the folder of all runs, the share of its epochs to do, and
callbacks; it returns the trained generator. `MODELS` names the models that they make.
"""

from functools import partial

import numpy as np

from . import networks
from .backend import keras
from .color import l_ab_to_rgb
from .data import CATEGORIES, load_photos, split_photos
from .gan import ColorBatches, ColorGAN, L1Baseline, predict_ab, preview_writer, train
from .metrics import ab_distance, delta_e
from .settings import as_path, data_folder
from .shapes import make_shapes

# The bundled photographs that the finished runs show after each epoch, by classes.
PREVIEWED = {
    ("forest",): (
        "forest/aitzgorri_01", "forest/cold-warm_01", "forest/cold-warm_05",
        "forest/life_02", "forest/life_06", "forest/perched-osprey_03",
    ),
    ("mountain",): (
        "mountain/aitzgorri_05", "mountain/lake-sherburne_03", "mountain/lake-sherburne_07",
        "mountain/picosdeeuropa_04", "mountain/sunset_02", "mountain/tea-gardens_01",
    ),
    CATEGORIES: (
        "forest/aitzgorri_01", "forest/cold-warm_05", "forest/life_06",
        "mountain/aitzgorri_08", "mountain/picosdeeuropa_03", "mountain/sunset_05",
    ),
}  # fmt: skip
PASSES = 5  # through the photographs, in an epoch of the lean L1-only baseline
MEASURED = 200  # validation photographs of a class after each epoch, at most
HOUR_OF_PICTURES = 4675  # that the reference generator sees on two cores (`make bench`)


def training_photos(categories):
    """The paths of the training parts of the photographs in use."""
    split = split_photos()
    return [path for name in categories for path in split[name]["train"]]


def six_photos(categories):
    """Six of the bundled photographs, to be colorized after each epoch."""
    return [data_folder() / "photos" / f"{name}.jpg" for name in PREVIEWED[tuple(categories)]]


def cosine_decay(highest, steps, warmup_steps=0):
    """A learning rate that rises, then falls to 0 along a cosine (Loshchilov and Hutter, 2017)."""
    if not warmup_steps:
        return keras.optimizers.schedules.CosineDecay(highest, steps)
    warmup = {"warmup_target": highest, "warmup_steps": warmup_steps}
    return keras.optimizers.schedules.CosineDecay(0.0, steps - warmup_steps, **warmup)


def adamw(rate, ema_steps=0):
    """AdamW (Loshchilov and Hutter, 2019) that can keep an exponential moving average of the
    weights over so many steps (Polyak and Juditsky, 1992, doi:10.1137/0330046).
    """
    average = {"use_ema": True, "ema_momentum": 1 - 1 / ema_steps} if ema_steps else {}
    return keras.optimizers.AdamW(rate, weight_decay=0.02, clipnorm=1.0, **average)


def validation_meter(generator, categories):
    """A callback that reports the color error on the validation photographs after each epoch."""
    split, size = split_photos(), generator.input_shape[1]
    some = {name: split[name]["validation"][:MEASURED] for name in categories}
    photos = {name: load_photos(paths, size) for name, paths in some.items()}

    def measure(epoch, logs):
        for category, truths in photos.items():
            pairs = list(zip(truths, l_ab_to_rgb(*predict_ab(generator, truths)), strict=True))
            for metric in (delta_e, ab_distance):
                name = f"{category}_{metric.__name__}"
                logs[name] = float(np.mean([metric(*pair) for pair in pairs]))

    return keras.callbacks.LambdaCallback(on_epoch_end=measure)


def run(model, batches, epochs, folder, categories, callbacks=(), pretrain_epochs=0):
    """Train a compiled model, measure it on the validation photographs and keep previews.

    An average (EMA) that the generator's optimizer keeps is measured, and remains in the end;
    training goes on from the weights. (Keras' SwapEMAWeights knows one optimizer a model only.)
    """
    weights, trained = model.generator.trainable_variables, []

    def take_average(epoch, logs):
        logs["pictures"] = len(batches) * batches.batch_size
        trained[:] = model.generator.get_weights()
        # It does nothing unless the optimizer keeps an average.
        model.g_optimizer.finalize_variable_values(weights)

    def go_on(epoch, logs):
        model.generator.set_weights(trained)

    at_end = keras.callbacks.LambdaCallback
    meter = validation_meter(model.generator, categories)
    previews = preview_writer(model.generator, six_photos(categories), folder)
    first, last = at_end(on_epoch_end=take_average), at_end(on_epoch_end=go_on)
    callbacks = [first, meter, previews, *callbacks, last]
    train(model, batches, epochs, folder, callbacks, pretrain_epochs)
    model.g_optimizer.finalize_variable_values(weights)
    return model.generator


def unconditional_gan(category, runs, share=1.0, callbacks=()):
    """The reference pair, adversarial loss alone: 30 epochs of forest, then 10 of mountain."""
    gan = ColorGAN(networks.build_generator(256), networks.build_discriminator(256), l1_weight=0.0)
    gan.compile(keras.optimizers.Adam(1e-3), keras.optimizers.Adam(1e-4))
    for stage, epochs, pretrain_epochs in (("forest", 30, 1), ("mountain", 10, 0)):
        batches = ColorBatches(training_photos([stage]), 16, flip=False)
        folder = as_path(runs) / f"{stage}-unconditional"
        epochs = max(1, round(share * epochs))
        run(gan, batches, epochs, folder, [stage], callbacks, pretrain_epochs)
        if stage == category:
            return gan.generator


def reference(kind, category, runs, share=1.0, callbacks=()):
    """The reference generator, for an hour of one class: L1-only, or as a conditional GAN."""
    batches = ColorBatches(training_photos([category]), 8)
    epochs = max(1, round(share * HOUR_OF_PICTURES / len(batches.photos)))
    optimizer = keras.optimizers.Adam(cosine_decay(1e-3, epochs * len(batches)))
    if kind == "l1":
        model = L1Baseline(networks.build_generator(256))
        model.compile(optimizer)
    else:
        model = ColorGAN(
            networks.build_generator(256), networks.build_discriminator(256, conditional=True)
        )
        model.compile(optimizer, keras.optimizers.Adam(1e-4))
    folder, pretrain_epochs = as_path(runs) / f"{category}-{kind}", int(kind == "conditional")
    return run(model, batches, epochs, folder, [category], callbacks, pretrain_epochs)


def build_lean_l1(size, rate, ema_steps=0):
    """Build and compile the lean generator for L1-only training."""
    model = L1Baseline(networks.build_lean_generator(size))
    model.compile(adamw(rate, ema_steps))
    return model


def build_lean_gan(steps, generator=None):
    """Build and compile the lean pair; its generator may start from a trained one.

    The generator's weights sway with the game, so their average (EMA) is what counts.
    """
    gan = ColorGAN(
        networks.build_lean_generator(), networks.build_patch_discriminator(), l1_weight=10.0
    )
    if generator is not None:
        gan.generator.set_weights(generator.get_weights())
    gan.compile(
        adamw(cosine_decay(5e-4, steps), ema_steps=50), keras.optimizers.Adam(5e-4, beta_1=0.5)
    )
    return gan


def lean_l1(runs, share=1.0, callbacks=()):
    """The lean L1-only baseline on both classes together: small pictures first, then large."""
    trained = None
    stages = ((128, 16, 1e-3, 20, 0), (256, 8, 3e-4, 3, 500))
    for size, batch_size, rate, epochs, ema_steps in stages:
        photos = training_photos(CATEGORIES)
        batches = ColorBatches(photos, batch_size, crop=True, passes=PASSES, size=size)
        epochs = max(1, round(share * epochs))
        steps = epochs * len(batches)
        model = build_lean_l1(size, cosine_decay(rate, steps, steps // 20), ema_steps)
        if trained is not None:
            model.generator.set_weights(trained.get_weights())
        folder = as_path(runs) / ("scenes" if size == 256 else "scenes-128px")
        trained = run(model, batches, epochs, folder, CATEGORIES, callbacks)
    return trained


def lean_gan(category, runs, share=1.0, callbacks=()):
    """The course's own: the lean generator learns L1-only, then against the discriminator."""
    generator = lean_l1(runs, share, callbacks)
    batches = ColorBatches(training_photos([category]), 8, crop=True)
    epochs = max(1, round(share * 4))
    gan = build_lean_gan(epochs * len(batches), generator)
    return run(gan, batches, epochs, as_path(runs) / category, [category], callbacks)


def shapes_pair(name, l1_weight, runs, share=1.0, callbacks=()):
    """The 32 px pair on the synthetic shapes, as in notebook 05."""
    batches = ColorBatches(make_shapes(2500, seed=1, most=6).rgb, 8)
    epochs = max(1, round(share * 8))
    gan = ColorGAN(networks.build_generator(32), networks.build_discriminator(32), l1_weight)
    rate = cosine_decay(3e-3, epochs * len(batches))
    gan.compile(keras.optimizers.Adam(rate), keras.optimizers.Adam(1e-4))
    train(gan, batches, epochs, as_path(runs) / name, callbacks, pretrain_epochs=1)
    return gan.generator


MODELS = {
    "shapes": partial(shapes_pair, "shapes", 100.0),
    "shapes-unconditional": partial(shapes_pair, "shapes-unconditional", 0.0),
    "scenes": lean_l1,
}
for category in CATEGORIES:
    MODELS[category] = partial(lean_gan, category)
    MODELS[f"{category}-unconditional"] = partial(unconditional_gan, category)
    for kind in ("l1", "conditional"):
        MODELS[f"{category}-{kind}"] = partial(reference, kind, category)
