"""The experiments: which networks learn from which photographs, in what way, and how long.

Each experiment takes the class, the folder of all runs, the share of its epochs to do, and
callbacks; it returns the trained generator. `MODELS` names the models that they make.
"""

from functools import partial

import numpy as np

from . import networks
from .backend import keras
from .color import l_ab_to_rgb
from .data import CATEGORIES, load_photos, split_photos
from .gan import (
    ColorBatches,
    ColorGAN,
    L1Baseline,
    PairedGAN,
    predict_ab,
    preview_writer,
    train,
)
from .hints import HintBatches, HintLearner, without_hints
from .metrics import ab_distance, delta_e
from .pretrained import read_generator
from .settings import as_path, data_folder
from .shapes import GUESSWORK, make_shapes, striped_shapes

# The bundled photographs that are colorized after each epoch: held out, each from another source.
PREVIEWED = {
    "forest": (
        "artists-bluff_02", "cowles-bog_01", "moss-floor_01",
        "east-palisades_01", "mount-parnassus_03", "serenity-lake_02",
    ),
    "mountain": (
        "adelboden_01", "chocolate-hills_01", "lost-horse_01",
        "exit-glacier_01", "talimena_01", "artists-bluff_01",
    ),
}  # fmt: skip
PASSES = 5  # through the photographs, in an epoch of the lean L1-only baseline
MEASURED = 200  # validation photographs of a class after each epoch, at most
WINDOW = 128  # pixels a side of the parts of pictures that the game is played on
HINT_STAGES = ((128, 16, 1e-3, 18, 0), (256, 8, 3e-4, 3, 500))
UPDATES = 900  # training steps of the game
L1_WEIGHT = 60.0  # beside the adversarial loss
draw_coins = partial(make_shapes, most=6, colors=GUESSWORK)  # blue or yellow, by a toss
draw_stripes = partial(striped_shapes, most=6)
REFERENCE_PICTURES = 4675  # that each reference run sees, in an hour and a quarter (`make bench`)


def training_photos(categories):
    """The paths of the training parts of the photographs in use."""
    split = split_photos()
    return [path for name in categories for path in split[name]["train"]]


def six_photos(categories):
    """Six of the bundled photographs, to be colorized after each epoch."""
    each, folder = 6 // len(categories), data_folder() / "photos"
    return [folder / name / f"{stem}.jpg" for name in categories for stem in PREVIEWED[name][:each]]


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


def run(
    model, batches, epochs, folder, categories, callbacks=(), generator=None, pretrain_epochs=0
):
    """Train a compiled model, measure it on the validation photographs and keep previews.

    ``generator`` is the model's for whole pictures, if it trains on windows of them. If its
    optimizer keeps an average (EMA), the average is measured and remains at the end, while training
    goes on from the weights. (Keras' SwapEMAWeights handles one optimizer a model only.)
    """
    generator = generator or model.generator
    weights, trained = generator.trainable_variables, []

    def take_average(epoch, logs):
        logs["pictures"] = len(batches) * batches.batch_size
        trained[:] = generator.get_weights()
        # It does nothing unless the optimizer keeps an average.
        model.g_optimizer.finalize_variable_values(weights)

    def go_on(epoch, logs):
        generator.set_weights(trained)

    at_end = keras.callbacks.LambdaCallback
    meter = validation_meter(generator, categories)
    previews = preview_writer(generator, six_photos(categories), folder)
    first, last = at_end(on_epoch_end=take_average), at_end(on_epoch_end=go_on)
    callbacks = [first, meter, previews, *callbacks, last]
    train(model, batches, epochs, folder, callbacks, pretrain_epochs)
    return generator


def unconditional_gan(category, runs, share=1.0, callbacks=()):
    """The reference pair, adversarial loss alone: 30 epochs of forest, then 10 of mountain."""
    gan = ColorGAN(networks.build_generator(256), networks.build_discriminator(256), l1_weight=0.0)
    gan.compile(keras.optimizers.Adam(1e-3), keras.optimizers.Adam(1e-4))
    for stage, epochs, pretrain_epochs in (("forest", 30, 1), ("mountain", 10, 0)):
        batches = ColorBatches(training_photos([stage]), 16, flip=False)
        folder = as_path(runs) / f"{stage}-unconditional"
        epochs = max(1, round(share * epochs))
        run(gan, batches, epochs, folder, [stage], callbacks, pretrain_epochs=pretrain_epochs)
        if stage == category:
            return gan.generator


def reference(kind, category, runs, share=1.0, callbacks=()):
    """The reference generator on one class: L1-only, or as a conditional GAN."""
    batches = ColorBatches(training_photos([category]), 8)
    epochs = max(1, round(share * REFERENCE_PICTURES / len(batches.photos)))
    optimizer = keras.optimizers.Adam(cosine_decay(1e-3, epochs * len(batches)))
    if kind == "l1":
        model = L1Baseline(networks.build_generator(256))
        model.compile(optimizer)
    else:
        model = ColorGAN(
            networks.build_generator(256), networks.build_discriminator(256, conditional=True)
        )
        model.compile(optimizer, keras.optimizers.Adam(1e-4))
    folder, pretrain = as_path(runs) / f"{category}-{kind}", int(kind == "conditional")
    return run(model, batches, epochs, folder, [category], callbacks, pretrain_epochs=pretrain)


def build_lean_l1(size, rate, ema_steps=0):
    """Build and compile the lean generator for L1-only training."""
    model = L1Baseline(networks.build_lean_generator(size))
    model.compile(adamw(rate, ema_steps))
    return model


def adam_of_game(rate, **more):
    """Adam without momentum, because momentum would carry the game past its balance."""
    return keras.optimizers.Adam(rate, beta_1=0.0, beta_2=0.99, **more)


def gentle_adam(updates, highest=3e-4):
    """Adam for the generator of a game: it begins and ends slowly, and keeps an average (EMA)."""
    rate = cosine_decay(highest, updates, warmup_steps=updates // 6)
    return adam_of_game(rate, global_clipnorm=1.0, use_ema=True, ema_momentum=0.99)


def build_lean_gan(generator, updates):
    """Build and compile the game of a trained lean generator with a patch discriminator.

    The generator's rate begins at 0, so that the discriminator learns what it makes before the two
    play. Its weights sway with the game, so their average (EMA) is what counts.
    """
    discriminator = networks.build_patch_discriminator(WINDOW, pool=2)
    gan = PairedGAN(networks.for_any_shape(generator), discriminator, L1_WEIGHT, l1_pool=8)
    gan.compile(gentle_adam(updates), adam_of_game(5e-4))
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


def hinted(runs, share=1.0, callbacks=()):
    """The distribution over colors, with hints, on both classes: small pictures first."""
    trained = None
    for size, batch_size, rate, epochs, ema_steps in HINT_STAGES:
        batches = HintBatches(
            training_photos(CATEGORIES), batch_size, crop=True, passes=PASSES, size=size
        )
        epochs = max(1, round(share * epochs))
        steps = epochs * len(batches)
        learner = HintLearner(networks.build_hint_network(size))
        learner.compile(adamw(cosine_decay(rate, steps, steps // 20), ema_steps))
        if trained is not None:
            learner.generator.set_weights(trained.get_weights())
        folder = as_path(runs) / ("hints" if size == 256 else "hints-128px")
        trained = learner.generator
        run(learner, batches, epochs, folder, CATEGORIES, callbacks, without_hints(trained))
    return trained


def trained_l1(runs):
    """The L1-only generator: ``scenes.npz`` of the folder of runs, else the course's own."""
    own, shipped = as_path(runs) / "scenes.npz", data_folder() / "models" / "scenes.npz"
    return read_generator(own if own.is_file() else shipped)


def lean_gan(category, runs, share=1.0, callbacks=()):
    """The course's own GAN: the trained L1-only generator plays against the patch discriminator."""
    generator = trained_l1(runs)
    batches, epochs = batches_of_game(category, share)
    gan = build_lean_gan(generator, epochs * len(batches))
    return run(gan, batches, epochs, as_path(runs) / category, [category], callbacks, generator)


def batches_of_game(category, share):
    """Windows of the photographs of a class, and the epochs that make `UPDATES` training steps."""
    photos = training_photos([category])
    batches = ColorBatches(photos, 16, crop=True, passes=PASSES, window=WINDOW)
    return batches, max(1, round(share * UPDATES / len(batches)))


def lean_l1_longer(category, runs, share=1.0, callbacks=()):
    """The control for the game: as long on the same batches, without an adversary."""
    generator = trained_l1(runs)
    batches, epochs = batches_of_game(category, share)
    model = L1Baseline(networks.for_any_shape(generator))
    model.compile(gentle_adam(epochs * len(batches)))
    folder = as_path(runs) / f"{category}-longer"
    return run(model, batches, epochs, folder, [category], callbacks, generator)


def shapes_pair(name, l1_weight, runs, share=1.0, callbacks=()):
    """The 32 px pair on the synthetic shapes."""
    batches = ColorBatches(make_shapes(2500, seed=1, most=6).rgb, 8)
    epochs = max(1, round(share * 8))
    gan = ColorGAN(networks.build_generator(32), networks.build_discriminator(32), l1_weight)
    rate = cosine_decay(3e-3, epochs * len(batches))
    gan.compile(keras.optimizers.Adam(rate), keras.optimizers.Adam(1e-4))
    train(gan, batches, epochs, as_path(runs) / name, callbacks, pretrain_epochs=1)
    return gan.generator


def shapes_l1(name, rgb, runs, share=1.0, callbacks=()):
    """A 32 px generator that has learned the shapes by L1 alone."""
    batches, epochs = ColorBatches(rgb, 8), max(1, round(share * 8))
    learner = L1Baseline(networks.build_generator(32))
    learner.compile(keras.optimizers.Adam(cosine_decay(3e-3, epochs * len(batches))))
    train(learner, batches, epochs, as_path(runs) / f"{name}-l1", callbacks)
    return learner.generator


def build_shapes_game(learned, noise):
    """Build the paired game of a 32 px generator that has learned by L1, not yet compiled.

    With ``noise`` it gets a noise input of so many numbers, which it has to learn to use.
    """
    generator = networks.build_generator(32, noise)
    for layer in learned.layers:
        generator.get_layer(layer.name).set_weights(layer.get_weights())
    discriminator = networks.build_patch_discriminator(32)
    return PairedGAN(generator, discriminator, l1_weight=1.5, penalty=0.1)


def shapes_game(name, draw, noise, runs, share=1.0, callbacks=()):
    """A 32 px generator learns by L1, then plays the paired game."""
    rgb = draw(3000, seed=3).rgb
    game = build_shapes_game(shapes_l1(name, rgb, runs, share, callbacks), noise)
    batches, epochs = ColorBatches(rgb, 16), max(1, round(share * 20))
    game.compile(gentle_adam(epochs * len(batches), 1e-3), adam_of_game(1e-3))
    train(game, batches, epochs, as_path(runs) / name, callbacks)
    return game.generator


MODELS = {
    "shapes": partial(shapes_pair, "shapes", 100.0),
    "shapes-unconditional": partial(shapes_pair, "shapes-unconditional", 0.0),
    "shapes-coin": partial(shapes_game, "shapes-coin", draw_coins, 0),
    "shapes-coin-z": partial(shapes_game, "shapes-coin-z", draw_coins, 8),
    "shapes-stripes": partial(shapes_game, "shapes-stripes", draw_stripes, 0),
    "scenes": lean_l1,
    "hints": hinted,
}
for category in CATEGORIES:
    MODELS[category] = partial(lean_gan, category)
    MODELS[f"{category}-unconditional"] = partial(unconditional_gan, category)
    MODELS[f"{category}-longer"] = partial(lean_l1_longer, category)
    for kind in ("l1", "conditional"):
        MODELS[f"{category}-{kind}"] = partial(reference, kind, category)
