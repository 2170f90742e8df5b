"""The adversarial game on colors: losses, the GAN as a Keras model, batches, and training.

A training step has two gradient tapes and never touches ``trainable``: the classic idiom (compile
the discriminator, freeze it, chain it behind the generator) stops it from learning in Keras 3.
"""

import json
import time

import filelock
import numpy as np
from PIL import Image

from . import workers
from .backend import keras, tf
from .color import l_ab_to_rgb, rgb_to_l_ab
from .data import center_crop, load_photos, read_photo
from .files import read_arrays, save_atomically
from .settings import ColorlibError, as_path

SMALLEST_CROP = 0.6  # least side of a random crop, as a share of the picture's
GAMMA_SPREAD = 0.25  # standard deviation of the logarithm of gamma, by which exposure varies

DIVERGED = (
    "Training diverged (a {} is not a number): build the networks anew, lower the learning rate, "
    "and train again in the same folder; it goes on from the last epoch that was saved there."
)


def discriminator_loss(real_logits, fake_logits):
    """Cross-entropy: log 4 for a discriminator that gives everything probability 0.5.

    With p = sigmoid(logit), ``softplus(-logit)`` is −log p and ``softplus(logit)`` is −log(1 − p),
    without ever taking the logarithm of zero (Goodfellow et al., 2014, equation 1).
    """
    real_half = tf.reduce_mean(tf.nn.softplus(-real_logits))
    return real_half + tf.reduce_mean(tf.nn.softplus(fake_logits))


def generator_loss(fake_logits):
    """Non-saturating loss, −log p: log 2 where p is 0.5 (Goodfellow et al., 2014, section 3)."""
    return tf.reduce_mean(tf.nn.softplus(-fake_logits))


class L1Baseline(keras.Model):
    """A generator trained without a discriminator, on the L1 distance to the true ab alone."""

    def __init__(self, generator):
        super().__init__(name="l1_baseline")
        self.generator = generator
        self.mean = keras.metrics.Mean(name="l1_loss")

    def compile(self, g_optimizer):
        super().compile(g_optimizer)
        self.g_optimizer = g_optimizer
        g_optimizer.build(self.generator.trainable_variables)

    def train_step(self, batch):
        """Update the generator on a batch of (lightness, real ab)."""
        lightness, real_ab = batch
        with tf.GradientTape() as tape:
            fake_ab = self.generator(lightness, training=True)
            l1_loss = tf.reduce_mean(tf.abs(real_ab - fake_ab))
        weights = self.generator.trainable_variables
        self.g_optimizer.apply(tape.gradient(l1_loss, weights), weights)
        self.mean.update_state(l1_loss)
        return {"l1_loss": self.mean.result()}


class ColorGAN(keras.Model):
    """A generator and a discriminator that train each other, for use with ``fit``.

    Save ``gan.generator``, not the whole object: the generator is all that colorizing needs.

    Parameters
    ----------
    generator : keras.Model
        Maps lightness to ab.
    discriminator : keras.Model
        Maps ab, or with three channels lightness and ab, to one logit of "real" or one a patch.
    l1_weight : float, optional
        Weight of the mean absolute error of ab beside the adversarial loss; 0 means the
        adversarial loss alone. Isola et al. (2017, doi:10.1109/CVPR.2017.632) use 100.
    """

    reported = ("d_loss", "d_accuracy", "g_loss", "l1_loss")

    def __init__(self, generator, discriminator, l1_weight=100.0):
        super().__init__(name="color_gan")
        self.generator = generator
        self.discriminator = discriminator
        self.l1_weight = l1_weight
        # Keras sets these back to zero before each epoch.
        self.means = [keras.metrics.Mean(name=name) for name in self.reported]

    def compile(self, g_optimizer, d_optimizer):
        """Give each network its own optimizer."""
        # Keras' callbacks change `optimizer`; if it kept an average, `fit` would put that into both
        # networks at its end.
        super().compile("rmsprop" if g_optimizer.use_ema else g_optimizer)
        self.g_optimizer = g_optimizer
        self.d_optimizer = d_optimizer
        g_optimizer.build(self.generator.trainable_variables)
        d_optimizer.build(self.discriminator.trainable_variables)

    def discriminate(self, lightness, ab):
        """Logits that ``ab`` are the real colors (of ``lightness``, if the GAN is conditional)."""
        conditional = self.discriminator.input_shape[-1] > ab.shape[-1]
        colors = tf.concat([lightness, ab], axis=-1) if conditional else ab
        return self.discriminator(colors, training=True)

    def play(self, lightness, real_ab):
        """Both losses of a batch, and what is reported of it."""
        fake_ab = self.generator(lightness, training=True)
        real_logits = self.discriminate(lightness, real_ab)
        fake_logits = self.discriminate(lightness, fake_ab)
        d_loss = discriminator_loss(real_logits, fake_logits)
        g_loss = generator_loss(fake_logits)
        l1_loss = tf.reduce_mean(tf.abs(real_ab - fake_ab))
        right = tf.concat([real_logits > 0, fake_logits < 0], axis=0)
        reported = d_loss, tf.cast(right, tf.float32), g_loss, l1_loss
        return g_loss + self.l1_weight * l1_loss, d_loss, reported

    def train_step(self, batch):
        """Update each network once on a batch of (lightness, real ab)."""
        with tf.GradientTape() as g_tape, tf.GradientTape() as d_tape:
            g_total, d_loss, reported = self.play(*batch)

        # Each tape's gradient goes to its own network only, so nothing has to be frozen.
        g_weights = self.generator.trainable_variables
        d_weights = self.discriminator.trainable_variables
        self.g_optimizer.apply(g_tape.gradient(g_total, g_weights), g_weights)
        self.d_optimizer.apply(d_tape.gradient(d_loss, d_weights), d_weights)

        for mean, value in zip(self.means, reported, strict=True):
            mean.update_state(value)
        return {mean.name: mean.result() for mean in self.means}


class PairedGAN(ColorGAN):
    """A GAN whose discriminator tells which of two colorings of a picture is the real one.

    The losses are *relativistic*: softplus of how far the one's logit is behind the other's, log 2
    where they are equal (Jolicoeur-Martineau, 2019, arXiv:1807.00734). A penalty on the slope of
    the discriminator at real (R1) and at generated colors (R2) keeps the game from running away
    (Huang et al., 2024, arXiv:2501.05441).

    Parameters
    ----------
    generator : keras.Model
        Maps lightness, or lightness and noise (batch, numbers), to ab.
    discriminator : keras.Model
        Maps lightness and ab, three channels, to a list of maps of logits.
    l1_weight : float
        Weight of the mean absolute error of ab.
    l1_pool : int, optional
        Side of squares, in pixels, over whose means this error is taken: it sees coarse color.
    penalty : float, optional
        Weight of R1 and R2, γ.
    """

    reported = ("d_accuracy", "g_loss", "l1_loss")

    def __init__(self, generator, discriminator, l1_weight, l1_pool=1, penalty=1.0):
        super().__init__(generator, discriminator, l1_weight)
        self.l1_pool, self.penalty = l1_pool, penalty

    def paint(self, lightness):
        """Generate ab, with new noise for a generator that takes some."""
        if len(self.generator.inputs) == 1:
            return self.generator(lightness, training=True)
        numbers = self.generator.inputs[1].shape[1]
        noise = tf.random.normal([tf.shape(lightness)[0], numbers])
        return self.generator([lightness, noise], training=True)

    def play(self, lightness, real_ab):
        """Both losses of a batch, and what is reported of it."""
        fake_ab = self.paint(lightness)
        real, fake = (tf.concat([lightness, ab], axis=-1) for ab in (real_ab, fake_ab))
        with tf.GradientTape() as slope_tape:
            slope_tape.watch([real, fake])
            real_logits = self.discriminator(real, training=True)
            fake_logits = self.discriminator(fake, training=True)
            opinion = opinion_of(real_logits) + opinion_of(fake_logits)
        slopes = slope_tape.gradient(opinion, [real, fake])
        r1, r2 = (tf.reduce_mean(tf.reduce_sum(slope**2, (1, 2, 3))) for slope in slopes)
        d_loss = behind(real_logits, fake_logits) + self.penalty / 2 * (r1 + r2)
        g_loss = behind(fake_logits, real_logits)
        error = tf.nn.avg_pool2d(real_ab - fake_ab, self.l1_pool, self.l1_pool, "VALID")
        l1_loss = tf.reduce_mean(tf.abs(error))

        pairs = zip(real_logits, fake_logits, strict=True)
        right = [tf.reduce_mean(tf.cast(real > fake, tf.float32)) for real, fake in pairs]
        return g_loss + self.l1_weight * l1_loss, d_loss, (right, g_loss, l1_loss)


def behind(logits, others):
    """How far logits are behind their partners: log 2 where they are equal."""
    pairs = zip(logits, others, strict=True)
    return tf.reduce_mean([tf.reduce_mean(tf.nn.softplus(b - a)) for a, b in pairs])


def opinion_of(maps):
    """The sum over a batch of each picture's mean logit: its gradient tells pictures apart."""
    return tf.reduce_mean([tf.reduce_sum(tf.reduce_mean(x, (1, 2, 3))) for x in maps])


class ColorBatches(keras.utils.PyDataset):
    """Batches of (lightness, ab); order, flips and crops are drawn anew in each epoch.

    Parameters
    ----------
    photos : numpy.ndarray, uint8, shape (n, size, size, 3), or sequence of paths
        Files are read when their turn comes, and cut to squares of ``size``.
    batch_size : int
        Fewer pictures make one batch. Otherwise a last batch that would be smaller is left out,
        because batch normalization suffers from tiny batches.
    seed : int, optional
    flip : bool, optional
        Mirror each picture left to right with probability one half.
    crop : bool, optional
        `augment` each picture: a random part of it, lightened or darkened.
    passes : int, optional
        How often an epoch goes through the pictures.
    size : int, optional
    window : int, optional
        With ``crop``, make pictures of so many pixels a side of smaller parts.
    """

    def __init__(
        self, photos, batch_size, seed=0, flip=True, crop=False, passes=1, size=256, window=None
    ):
        # With two threads Keras itself reads ahead. With one TensorFlow's autotuner would, and the
        # end of an epoch often waits for that to wake up, at worst for as long as the epoch took.
        super().__init__(workers=2)
        self.photos, self.batch_size, self.size = photos, min(batch_size, len(photos)), size
        self.seed, self.flip, self.crop, self.passes = seed, flip, crop, passes
        self.window = window
        self.epoch = 0
        # Of several workers' batches, this one's part: its first picture, and the step to the next.
        self.part = 0, 1

    def __len__(self):
        return self.passes * (len(self.photos) // self.batch_size)

    def __getitem__(self, index):
        if index >= len(self):
            raise IndexError(index)  # ends a plain `for` loop
        number, place = divmod(index, len(self.photos) // self.batch_size)
        order = np.random.default_rng([self.seed, self.epoch, number]).permutation(len(self.photos))
        first, step = self.part
        chosen = order[place * self.batch_size :][first : self.batch_size : step]
        if isinstance(self.photos, np.ndarray):
            pictures = self.photos[chosen]
        else:
            pictures = load_photos([self.photos[k] for k in chosen], self.size)
        rng = np.random.default_rng([self.seed, self.epoch, number, place + first * len(self)])
        if self.flip:
            mirrored = rng.random(len(pictures)) < 0.5
            pictures[mirrored] = pictures[mirrored, :, ::-1]
        if not self.crop:
            return rgb_to_l_ab(pictures)
        lightness, ab = zip(
            *(augment(picture, rng, self.window) for picture in pictures), strict=True
        )
        return np.stack(lightness), np.stack(ab)

    def on_epoch_end(self):
        self.epoch += 1


def augment(picture, rng, window=None):
    """A random part of a picture, lightened or darkened, as (l, ab) of ``window`` pixels a side.

    Without a window it is as large as the picture; a window shows as much less of it.
    """
    size, window = len(picture), window or len(picture)
    height, width = np.round(window * rng.uniform(SMALLEST_CROP, 1, 2)).astype(int)
    top, left = rng.integers(0, [size - height + 1, size - width + 1])
    crop = Image.fromarray(picture).resize(
        (window, window), Image.Resampling.BILINEAR, (left, top, left + width, top + height)
    )
    lightness, ab = rgb_to_l_ab(np.asarray(crop))
    gamma = float(np.exp(rng.normal(0, GAMMA_SPREAD)))
    # Of the lightness alone: the colors stay as they are.
    return 2 * ((lightness + 1) / 2) ** gamma - 1, ab


def predict_ab(generator, rgb, batch_size=8):
    """Predict the colors of pictures, uint8, shape (n, size, size, 3), from their lightness alone.

    Returns lightness (n, size, size, 1) and ab (n, size, size, 2), float32, normalized.
    """
    lightness, _ = rgb_to_l_ab(rgb)
    ab = [
        np.asarray(generator(lightness[start : start + batch_size], training=False), np.float32)
        for start in range(0, len(rgb), batch_size)
    ]
    return lightness, np.concatenate(ab)


def pretrain_discriminator(gan, batches, epochs=1):
    """Teach the discriminator real colors against uniform noise; return its accuracy by batch.

    Without this the generator's first gradients come from an untrained discriminator.
    """

    @tf.function
    def update(lightness, real_ab):
        noise = tf.random.uniform(tf.shape(real_ab), -1, 1)
        with tf.GradientTape() as tape:
            real_logits = gan.discriminate(lightness, real_ab)
            noise_logits = gan.discriminate(lightness, noise)
            loss = discriminator_loss(real_logits, noise_logits)
        weights = gan.discriminator.trainable_variables
        gan.d_optimizer.apply(tape.gradient(loss, weights), weights)
        right = tf.concat([real_logits > 0, noise_logits < 0], axis=0)
        return tf.reduce_mean(tf.cast(right, tf.float32))

    return [float(update(*batch)) for _ in range(epochs) for batch in batches]


def train(model, batches, epochs, folder, callbacks=(), pretrain_epochs=0):
    """Train with one ``fit``, going on from where an earlier call in the same folder stopped.

    After each epoch everything that training needs goes into one file, ``checkpoint.npz``, which
    replaces the one before in a single step; an interruption at any moment loses at most one
    epoch. Callbacks begin anew with each call.

    Parameters
    ----------
    model : ColorGAN or L1Baseline
        Compiled. A checkpoint in the folder replaces its weights.
    batches : ColorBatches
    epochs : int
        Train until this many are done in all.
    folder : path
    callbacks : sequence of keras.callbacks.Callback, optional
    pretrain_epochs : int, optional
        Epochs of `pretrain_discriminator` at the very beginning.

    Returns
    -------
    dict of list of float
        One value an epoch: what the model and the callbacks report, NaN where they reported
        nothing, and ``seconds``; under ``pretraining`` the discriminator's accuracy a batch.

    Raises
    ------
    ColorlibError
        If a loss or a weight stops being a number (the last checkpoint is kept), the checkpoint is
        damaged or of other networks, or the folder is in use or cannot be written.
    """
    folder = as_path(folder)
    workers.join(model, batches)
    with lock(folder):
        checkpoint = Checkpoint(model, folder)
        epoch = tf.Variable(len(checkpoint.history.get("seconds", [])))
        workers.agree([epoch, *checkpoint.state])
        batches.epoch = done = int(epoch)
        if not checkpoint.history and pretrain_epochs:
            accuracy = pretrain_discriminator(model, batches, pretrain_epochs)
            checkpoint.history["pretraining"] = accuracy
            checkpoint.save()
        if done < epochs:
            # `batches` draws the order, so that it is the same after an interruption.
            options = {"initial_epoch": done, "epochs": epochs, "shuffle": False, "verbose": 0}
            callbacks = [workers.report_average(), *callbacks, checkpoint]
            model.fit(batches, callbacks=callbacks, **options)
        # The average of the weights, if the optimizer keeps one, is what was trained.
        model.g_optimizer.finalize_variable_values(model.generator.trainable_variables)
    return checkpoint.history


def lock(folder):
    """Make a folder and keep other processes from training in it, until the `with` block ends."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        held = filelock.FileLock(folder / ".lock").acquire(timeout=0)
        # A run that was killed while it wrote may have left these.
        for unfinished in folder.glob("*.*.*.part"):
            unfinished.unlink()
    except filelock.Timeout:
        raise ColorlibError(
            f"Another process trains in {folder}: wait for its end, or name another folder."
        ) from None
    except OSError as error:
        raise ColorlibError(f"{folder} cannot hold a run: {error.strerror or error}.") from None
    return held


class Checkpoint(keras.callbacks.Callback):
    """Keeps the state of a run in its folder after each epoch, and takes it up from there."""

    def __init__(self, model, folder):
        super().__init__()
        self.path, self.history = folder / "checkpoint.npz", {}
        names = ("generator", "discriminator", "g_optimizer", "d_optimizer")
        parts = [getattr(model, name) for name in names if hasattr(model, name)]
        # The learning rate is the caller's choice, not a state: it may have been lowered.
        self.state = [v for part in parts for v in part.variables if v.name != "learning_rate"]
        if self.path.is_file():
            self.restore()

    def restore(self):
        arrays = read_arrays(self.path.read_bytes())
        try:
            self.history = json.loads(str(arrays.pop("history")))
        except (KeyError, ValueError):
            raise ColorlibError(
                f"{self.path} is damaged or no checkpoint: delete it to start from the beginning."
            ) from None
        values = [arrays[name] for name in sorted(arrays)]
        if [value.shape for value in values] != [tuple(v.shape) for v in self.state]:
            raise ColorlibError(
                f"{self.path} was made by other networks: name another folder, or delete it."
            )
        for variable, value in zip(self.state, values, strict=True):
            variable.assign(value)
        # The run before may have been killed after its checkpoint and before its history.
        self.save_history()

    def save(self):
        arrays = {f"{i:04d}": np.asarray(value) for i, value in enumerate(self.state)}
        # The last step of an epoch can spoil the weights after its loss was taken.
        if not all(np.isfinite(array).all() for array in arrays.values()):
            raise ColorlibError(DIVERGED.format("weight"))
        arrays["history"] = np.array(json.dumps(self.history))
        save_atomically(self.path, lambda file: np.savez(file, **arrays))
        self.save_history()

    def save_history(self):
        text = json.dumps(self.history, indent=1).encode()
        save_atomically(self.path.with_name("history.json"), lambda file: file.write(text))

    def on_epoch_begin(self, epoch, logs=None):
        self.started = time.perf_counter()

    # Keras' TerminateOnNaN looks at a metric named loss only.
    def on_train_batch_end(self, batch, logs=None):
        if not np.isfinite(list(logs.values())).all():
            raise ColorlibError(DIVERGED.format("loss"))

    def on_epoch_end(self, epoch, logs=None):
        seconds = round(time.perf_counter() - self.started, 2)
        add_epoch(self.history, epoch, {**logs, "seconds": seconds})
        self.save()


def add_epoch(history, epoch, logs):
    """Append an epoch's values to a history, and NaN for each metric that was not reported."""
    for name in list({**history, **logs}):
        if name != "pretraining":
            values = history.setdefault(name, [])
            values += [float("nan")] * (epoch - len(values)) + [float(logs.get(name, "nan"))]


def load_history(folder):
    """Read the history that `train` has left in a folder."""
    try:
        return json.loads((as_path(folder) / "history.json").read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise ColorlibError(f"There is no training history in {folder}: train there.") from None
    except ValueError:
        raise ColorlibError(f"The training history in {folder} is damaged: train there.") from None


def load_previews(folder):
    """Read what `preview_writer` has left in a folder: by epoch from 1, n squares side by side."""
    paths = sorted(as_path(folder).glob("preview_*.jpg"))
    if not paths:
        raise ColorlibError(f"There is no preview in {folder}: train there first.")
    return {int(path.stem.removeprefix("preview_")): read_photo(path) for path in paths}


def preview_writer(generator, photos, folder):
    """Make a callback that colorizes photographs after each epoch, into ``folder``."""
    size = generator.input_shape[1]
    squares = np.stack([center_crop(read_photo(photo), size) for photo in photos])

    def write_preview(epoch, logs=None):
        row = np.concatenate(list(l_ab_to_rgb(*predict_ab(generator, squares))), axis=1)
        save_atomically(
            as_path(folder) / f"preview_{epoch + 1:03d}.jpg",
            lambda file: Image.fromarray(row).save(file, "JPEG", quality=80),
        )

    return keras.callbacks.LambdaCallback(on_epoch_end=write_preview)
