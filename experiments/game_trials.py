"""Trials of a longer game at 256 px: ``python -m experiments.game_trials NAME key=value …``.

It begins with the generator `scenes`, which learned L1-only, and plays on random 128 px windows of
256 px pictures of both classes. The discriminator sees lightness and ab at half the size, where
the generator's ab has all of its detail, and answers at three scales of patches. The game is
relativistic and paired, with a penalty on the discriminator's gradient at real and at generated
colors (R1 and R2; Huang et al., 2024, arXiv:2501.05441); the L1 loss counts at an eighth of the
size only. After each part it reports ab distance, colorfulness, color distribution and the two-
sample accuracy on the validation photographs. Weights and pictures go to ``build/trials``.

What was learned so far, on the validation part of ``data/split.csv`` (60 photographs a class):

- The discriminator is blind while ab is small beside lightness: with ab × 4 it is right in 95% of
  its verdicts after 200 updates, without it stays at chance.
- A penalty that is multiplied by the number of pixels keeps it at chance, too.

Two-sample accuracy; ab distance, colorfulness and color distribution, each for forest and mountain
(at 128 px, one seed of the judge, whose answer is 0.99 for gray and 0.53 for real against real):

- `scenes`, L1-only: 0.98; 13.9, 12.4; 0.83, 0.85; 3.8, 2.8.
- `scenes` × 1.2: 0.96; 14.4, 13.1; 1.01, 1.05. × 1.5: 0.92; 15.9, 14.5; 1.29, 1.37.
- `forest` and `mountain`, as shipped: 0.86; 13.9, 12.8; 0.80, 0.96.
- l1_weight=5, 300 updates: 0.84; 14.8, 12.7; 1.06, 1.01; 2.9, 2.6.
- the same, 600 updates: 0.70; 15.6, 13.0; 1.17, 1.01; 3.2, 2.2.
- l1_weight=12 updates=1200 every=400: after 400 0.82; 15.1, 12.6; 1.09, 0.93; 2.6, 2.6. After 800
  0.70; 15.3, 12.8; 1.12, 1.00; 3.1, 2.0. After 1200 0.58; 16.0, 13.4; 1.24, 1.03; 2.7, 1.7.
  Pictures are lively and believable: textures of leaf and rock, skies in several blues; meadows
  turn to autumn now and then. Forests get too colorful: that is what to mend next.
- l1_weight=40 updates=600: 0.67; 15.2, 12.4; 1.12, 1.01; 2.8, 2.2. The best so far: a heavier L1 at
  an eighth of the size costs the game nothing. Next: 80 and more, longer, three seeds.
"""

import sys
import time

import numpy as np
from PIL import Image

from colorlib import experiments, metrics, networks
from colorlib.backend import keras, tf
from colorlib.color import l_ab_to_rgb
from colorlib.data import CATEGORIES, load_photos, split_photos
from colorlib.files import make_folder
from colorlib.gan import augment, predict_ab
from colorlib.pretrained import load_generator
from colorlib.settings import data_folder

from .two_sample import accuracy, shrink

layers = keras.layers
SETTINGS = {
    "updates": 600,
    "every": 300,
    "pretraining": 100,
    "batch": 16,
    "window": 128,
    "l1_weight": 5.0,
    "g_rate": 3e-4,
    "d_rate": 5e-4,
    "gamma": 1.0,
    "lazy": 4,
    "average": 300,
    "seed": 0,
}
AB_SCALE = 4.0  # ab of photographs is small beside lightness; the discriminator would not see it.
POOLED = 8


def build_discriminator(size, width=48):
    x = colors = keras.Input((size, size, 3))
    logits = []
    for depth, filters in enumerate((width, 2 * width, 4 * width, 4 * width)):
        x = layers.Conv2D(filters, 4, strides=2, padding="same")(x)
        x = layers.LeakyReLU(negative_slope=0.2)(x)
        if depth:
            logits.append(layers.Conv2D(1, 3, padding="same")(x))
    return keras.Model(colors, logits)


def shrunk(maps, factor):
    return tf.nn.avg_pool2d(maps, factor, factor, "VALID")


def seen(lightness, ab):
    return tf.concat([shrunk(lightness, 2), AB_SCALE * shrunk(ab, 2)], axis=-1)


def behind(first, second):
    """How far the first logits are behind the second, each with its own partner."""
    losses = [tf.reduce_mean(tf.nn.softplus(b - a)) for a, b in zip(first, second, strict=True)]
    return tf.add_n(losses)


def draw_batch(photos, settings, rng):
    pairs = []
    for k in rng.integers(len(photos), size=settings["batch"]):
        photo = photos[k][:, ::-1] if rng.random() < 0.5 else photos[k]
        top, left = rng.integers(257 - settings["window"], size=2)
        window = np.s_[top : top + settings["window"], left : left + settings["window"]]
        pairs.append([part[window] for part in augment(np.ascontiguousarray(photo), rng)])
    lightness, ab = zip(*pairs, strict=True)
    return tf.constant(np.float32(lightness)), tf.constant(np.float32(ab))


def make_update(generator, discriminator, g_optimizer, d_optimizer, settings):
    @tf.function
    def update(lightness, real_ab, penalize, play):
        with tf.GradientTape() as g_tape, tf.GradientTape() as d_tape:
            fake_ab = generator(lightness, training=True)
            real, fake = seen(lightness, real_ab), seen(lightness, fake_ab)
            with tf.GradientTape() as tape:
                tape.watch([real, fake])
                real_logits = discriminator(real, training=True)
                fake_logits = discriminator(fake, training=True)
                every = [*real_logits, *fake_logits]
                total = tf.add_n([tf.reduce_sum(tf.reduce_mean(x, (1, 2, 3))) for x in every])
            d_loss = behind(real_logits, fake_logits)
            if penalize:
                steepness = [
                    tf.reduce_sum(g**2, (1, 2, 3)) for g in tape.gradient(total, [real, fake])
                ]
                penalty = tf.reduce_mean(tf.add_n(steepness))
                d_loss += settings["gamma"] / 2 * settings["lazy"] * penalty
            l1_loss = tf.reduce_mean(tf.abs(shrunk(fake_ab, POOLED) - shrunk(real_ab, POOLED)))
            g_loss = behind(fake_logits, real_logits) + settings["l1_weight"] * l1_loss
        if play:
            weights = generator.trainable_variables
            gradients, _ = tf.clip_by_global_norm(g_tape.gradient(g_loss, weights), 1.0)
            g_optimizer.apply(gradients, weights)
        weights = discriminator.trainable_variables
        d_optimizer.apply(d_tape.gradient(d_loss, weights), weights)
        pairs = zip(real_logits, fake_logits, strict=True)
        return tf.stack([tf.reduce_mean(tf.cast(r > f, tf.float32)) for r, f in pairs])

    return update


def report(generator, photos, target):
    """One line of figures on the validation photographs, and a picture of some of them."""
    line, truths, made = [], [], []
    for category, rgb in photos.items():
        colorized = l_ab_to_rgb(*predict_ab(generator, rgb))
        rows = [metrics.measure(*pair) for pair in zip(rgb, colorized, strict=True)]
        distance, lively = (
            np.nanmean([row[name] for row in rows])
            for name in ("ab_distance", "colorfulness_ratio")
        )
        spectra = [np.mean([metrics.ab_spectrum(p) for p in ps], 0) for ps in (rgb, colorized)]
        far = metrics.sliced_wasserstein(*spectra)
        line.append(
            f"{category}: ab {distance:.2f}, colorfulness {lively:.2f}, distribution {far:.2f}"
        )
        truths.append(rgb)
        made.append(colorized)
    right = accuracy(*(shrink(np.concatenate(pictures)) for pictures in (truths, made)))
    line.append(f"two-sample {right.mean():.3f}")
    some = [np.concatenate([*a[::8], *b[::8]], 1) for a, b in (truths, made)]
    Image.fromarray(np.concatenate(some)).save(target.with_suffix(".jpg"), quality=90)
    return "; ".join(line)


def main(name, *changes):
    settings = dict(SETTINGS)
    for key, value in (change.split("=") for change in changes):
        settings[key] = type(settings[key])(value)
    keras.utils.set_random_seed(settings["seed"])
    rng = np.random.default_rng(settings["seed"])
    folder = data_folder().parent / "build" / "trials"
    make_folder(folder)
    split = split_photos()
    photos = load_photos(experiments.training_photos(CATEGORIES))
    validation = {c: load_photos(split[c]["validation"]) for c in CATEGORIES}
    generator = networks.build_lean_generator(settings["window"])
    whole = networks.build_lean_generator(256)
    generator.set_weights(load_generator("scenes").get_weights())
    discriminator = build_discriminator(settings["window"] // 2)
    rate = keras.optimizers.schedules.CosineDecay(
        settings["g_rate"], settings["updates"], alpha=0.1
    )
    g_optimizer = keras.optimizers.Adam(rate, beta_1=0.0, beta_2=0.99)
    d_optimizer = keras.optimizers.Adam(settings["d_rate"], beta_1=0.0, beta_2=0.99)
    g_optimizer.build(generator.trainable_variables)
    d_optimizer.build(discriminator.trainable_variables)
    update = make_update(generator, discriminator, g_optimizer, d_optimizer, settings)
    for i in range(settings["pretraining"]):
        right = update(*draw_batch(photos, settings, rng), i % settings["lazy"] == 0, False)
    print(name, settings, "discriminator right:", right.numpy().round(2), flush=True)
    average, started, rights = generator.get_weights(), time.perf_counter(), []
    for i in range(1, settings["updates"] + 1):
        right = update(*draw_batch(photos, settings, rng), i % settings["lazy"] == 0, True)
        rights.append(right.numpy())
        share = 1 / min(settings["average"], i + 9)
        for mean, weight in zip(average, generator.get_weights(), strict=True):
            mean += share * (weight - mean)
        if i % settings["every"] == 0:
            whole.set_weights(average)
            np.savez(folder / f"{name}.npz", *average)
            figures = report(whole, validation, folder / name)
            seconds = time.perf_counter() - started
            verdicts = np.mean(rights[-100:], 0).round(2)
            print(f"{name} {i} after {seconds:.0f} s, right {verdicts}: {figures}", flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
