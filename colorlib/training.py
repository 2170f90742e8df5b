"""Training: batches, discriminator pre-training, and epochs that survive an interruption."""

from . import quiet  # noqa: F401  (before TensorFlow, so that it starts silently)

# isort: split
import io
import json
import os
import time
from contextlib import contextmanager
from pathlib import Path

import keras
import numpy as np
import tensorflow as tf
from PIL import Image

from .adversarial import discriminator_loss
from .color import merge_units, split_units
from .errors import ColorlibError
from .files import save_atomically, try_lock, unlock
from .photos import fit_square, read_photo

__all__ = [
    "load_history",
    "load_previews",
    "make_batches",
    "predict_ab",
    "pretrain_discriminator",
    "preview_writer",
    "train",
    "vary",
]

# Of a side, in random parts of a picture; and how far exposure varies (standard deviation of the
# logarithm of gamma).
SMALLEST_CUT = 0.6
GAMMA_SPREAD = 0.25

DIVERGED = "Training diverged"
REMEDY = (
    ": build the networks anew, lower the learning rate, and train again in the same folder; it "
    "goes on from the last epoch that was saved there."
)

# What `train` writes, under the names that these files have until they are whole.
UNFINISHED = ("checkpoint.npz.*.part", "history.json.*.part", "preview_*.jpg.*.part")


def make_batches(rgb, batch_size, seed=0, flip=True, crop=False):
    """Turn pictures into shuffled batches of (lightness, ab).

    Parameters
    ----------
    rgb : numpy.ndarray, uint8, shape (n, size, size, 3)
    batch_size : int
        A last batch that would be smaller is left out, because batch normalization suffers from
        tiny batches; with fewer pictures than that, all of them make one batch.
    seed : int, optional
        The order of the pictures, and how each is varied, follow from it.
    flip : bool, optional
        Mirror half of the pictures left to right. It doubles the variety for nothing; only
        pictures whose left and right mean something (text, clocks) forbid it.
    crop : bool, optional
        Cut a part out of each picture, at random, and enlarge it to the picture's size; and
        lighten or darken it. The colors stay as they are.

    Returns
    -------
    tf.data.Dataset
        Elements are (lightness, ab), shapes (batch, size, size, 1) and (batch, size, size, 2),
        in network units.
    """
    rng = np.random.default_rng(seed)
    order = rng.permutation(len(rgb))
    mirrored = rng.random(len(rgb)) < 0.5 if flip else np.zeros(len(rgb), bool)

    def one_by_one():
        # Its own generator of chance, so that the data set can be gone through twice.
        cuts = np.random.default_rng([seed, 1])
        for index in order:
            picture = rgb[index, :, ::-1] if mirrored[index] else rgb[index]
            yield vary(picture, cuts) if crop else split_units(picture)

    size = rgb.shape[1]
    pairs = tf.data.Dataset.from_generator(
        one_by_one,
        output_signature=(
            tf.TensorSpec((size, size, 1), tf.float32),
            tf.TensorSpec((size, size, 2), tf.float32),
        ),
    )
    batch_size = min(batch_size, len(rgb))
    batches = pairs.batch(batch_size, drop_remainder=True)
    # The length is known here, and a progress bar wants it; a generator cannot tell it.
    batches = batches.apply(tf.data.experimental.assert_cardinality(len(rgb) // batch_size))
    return batches.prefetch(2)


def vary(picture, rng):
    """A random part of a picture at the picture's size, lightened or darkened."""
    size = len(picture)
    height, width = np.round(size * rng.uniform(SMALLEST_CUT, 1, 2)).astype(int)
    top, left = rng.integers(0, [size - height + 1, size - width + 1])
    cut = Image.fromarray(picture).resize(
        (size, size), Image.Resampling.BILINEAR, (left, top, left + width, top + height)
    )
    lightness, ab = split_units(np.asarray(cut))
    gamma = np.exp(rng.normal(0, GAMMA_SPREAD))
    return 2 * ((lightness + 1) / 2) ** gamma - 1, ab


def predict_ab(generator, rgb, batch_size=8):
    """Predict the colors of pictures from their lightness alone.

    Parameters
    ----------
    generator : keras.Model
    rgb : numpy.ndarray, uint8, shape (n, size, size, 3)
        Color or gray; only its lightness is read.
    batch_size : int, optional

    Returns
    -------
    lightness : numpy.ndarray, float32, shape (n, size, size, 1)
    ab : numpy.ndarray, float32, shape (n, size, size, 2)
        Both in network units.
    """
    lightness, _ = split_units(rgb)
    ab = [
        generator(lightness[start : start + batch_size], training=False)
        for start in range(0, len(rgb), batch_size)
    ]
    return lightness, np.concatenate([np.asarray(part, np.float32) for part in ab])


def pretrain_discriminator(gan, batches, epochs=1):
    """Teach the discriminator real colors against uniform noise, before the game begins.

    Without it the first gradients that the generator gets come from a judge that knows nothing.

    Parameters
    ----------
    gan : ColorGAN
        Compiled; its discriminator and that one's optimizer are moved.
    batches : tf.data.Dataset
        As `make_batches` gives them.
    epochs : int, optional

    Returns
    -------
    list of float
        The share of pictures judged correctly, batch by batch, before each step.
    """
    accuracy = []

    @tf.function
    def step(lightness, real_ab):
        noise = tf.random.uniform(tf.shape(real_ab), -1, 1)
        with tf.GradientTape() as tape:
            p_real, p_noise = gan.judge(lightness, real_ab), gan.judge(lightness, noise)
            loss = discriminator_loss(p_real, p_noise)
        weights = gan.discriminator.trainable_variables
        gan.d_optimizer.apply(tape.gradient(loss, weights), weights)
        return tf.reduce_mean(tf.cast(tf.concat([p_real > 0.5, p_noise < 0.5], 0), tf.float32))

    for _ in range(epochs):
        accuracy.extend(float(step(lightness, ab)) for lightness, ab in batches)
    return accuracy


def train(model, batches_of, epochs, folder, callbacks=(), pretraining_epochs=0):
    """Train to a number of epochs, going on from where an earlier call stopped.

    After each epoch, and after pre-training, everything that training needs (weights, optimizer
    states, history) goes into one file, which replaces the one before in a single step; an
    interruption at any moment loses at most one epoch. An epoch that a callback ends early
    (``model.stop_training``) is kept as it is, counts as one, and is the last of this call.

    Parameters
    ----------
    model : ColorGAN or ColorRegression
        Compiled. If ``folder`` holds a checkpoint, its state is replaced by that one.
    batches_of : callable
        Gives the `make_batches` data set of an epoch, from the epoch's number (0, 1, …).
    epochs : int
        Train until this many are done in all.
    folder : path
        Made if it is missing; holds ``checkpoint.npz`` and ``history.json``, and ``.lock``, by
        which two processes do not train there at once.
    callbacks : sequence of keras.callbacks.Callback, optional
        Passed on to ``fit``.
    pretraining_epochs : int, optional
        Epochs of `pretrain_discriminator` before the first epoch of the game.

    Returns
    -------
    dict of list of float
        One value an epoch: ``l1_loss``, ``seconds``, and for a game also ``d_loss``,
        ``d_accuracy`` and ``g_loss``; under ``pretraining`` the discriminator's accuracy, batch by
        batch.

    Raises
    ------
    ColorlibError
        If a loss or a weight stops being a number (the last checkpoint is kept); if the
        checkpoint is damaged or belongs to other networks; if the folder cannot be written, or
        another process trains there.

    Notes
    -----
    With the same seed (`keras.utils.set_random_seed`, and ``batches_of`` that follows from the
    epoch's number), the same machine and the same versions, a run gives the same weights and
    losses, interrupted or not. Measured on two cores: the 32 px pair and the lean pair gave them
    bit for bit; the reference pair at 256 px only after
    `tf.config.experimental.enable_op_determinism`, and without it equal up to rounding, because
    TensorFlow promises no order of additions. ``tests/repeat_training.py`` tells how it is on
    another machine. The ``seconds`` always differ.
    """
    with run_folder(folder) as folder:
        history = restore(model, folder / "checkpoint.npz")
        if "seconds" in history:
            # The call before may have been killed after its checkpoint and before its history.
            save_history(history, folder)
        elif not history and pretraining_epochs:
            accuracy = pretrain_discriminator(model, batches_of(0), pretraining_epochs)
            history["pretraining"] = accuracy
            save_checkpoint(model, history, folder / "checkpoint.npz")
        callbacks = [stop_at_nan(), *callbacks]
        for epoch in range(len(history.get("seconds", [])), epochs):
            started = time.perf_counter()
            logs = model.fit(
                batches_of(epoch),
                initial_epoch=epoch,
                epochs=epoch + 1,
                verbose=0,
                shuffle=False,
                callbacks=callbacks,
            ).history
            for name, values in logs.items():
                history.setdefault(name, []).append(float(values[0]))
            history.setdefault("seconds", []).append(round(time.perf_counter() - started, 2))
            save_checkpoint(model, history, folder / "checkpoint.npz")
            save_history(history, folder)
            if model.stop_training:
                break
    return history


@contextmanager
def run_folder(folder):
    """Make a folder and keep other processes from training in it meanwhile."""
    folder = Path(folder)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock = lock_folder(folder)
        # What a run that was killed while it wrote has left; nobody else is writing now.
        for pattern in UNFINISHED:
            for unfinished in folder.glob(pattern):
                unfinished.unlink()
    except OSError as error:
        raise ColorlibError(f"{folder} cannot hold a run: {error.strerror}.") from None
    try:
        yield folder
    finally:
        unlock(lock)
        lock.close()


def lock_folder(folder):
    """Open a folder's lock, which tells the process that has it."""
    lock = (folder / ".lock").open("a+")
    if not try_lock(lock):
        with lock:
            lock.seek(0)
            raise ColorlibError(
                f"{folder} is in use: process {lock.read()} trains there; stop it, wait for its "
                "end, or name another folder."
            )
    lock.truncate(0)
    lock.write(str(os.getpid()))
    lock.flush()
    return lock


def stop_at_nan():
    """A callback that ends training at the first batch whose loss is not a number."""

    def check(batch, logs):
        if not np.isfinite(list(logs.values())).all():
            raise ColorlibError(f"{DIVERGED} (a loss is not a number){REMEDY}")

    return keras.callbacks.LambdaCallback(on_train_batch_end=check)


def load_history(folder):
    """Read the history that `train` has left in a folder.

    Raises
    ------
    ColorlibError
        If there is none, or it is damaged.
    """
    path = Path(folder) / "history.json"
    if not path.is_file():
        raise ColorlibError(f"There is no training history in {folder}: train there first.")
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except ValueError:
        raise ColorlibError(
            f"{path} is damaged: train again in its folder, which writes it anew from the "
            "checkpoint, or restore it from the clone."
        ) from None


def load_previews(folder):
    """Read the pictures that `preview_writer` has left in a folder.

    Returns
    -------
    dict of numpy.ndarray, uint8, shape (size, n · size, 3)
        By epoch, counted from 1.

    Raises
    ------
    ColorlibError
        If there is none.
    """
    paths = sorted(Path(folder).glob("preview_*.jpg"))
    if not paths:
        raise ColorlibError(f"There is no preview in {folder}: train there first.")
    return {int(path.stem.removeprefix("preview_")): read_photo(path) for path in paths}


def state_of(model):
    """All that changes in training, in a fixed order."""
    networks, optimizers = zip(*model.players, strict=True)
    return [variable for part in (*networks, *optimizers) for variable in part.variables]


def save_checkpoint(model, history, path):
    arrays = {f"{i:04d}": np.asarray(value) for i, value in enumerate(state_of(model))}
    # The last step of an epoch can spoil the weights after its loss was taken.
    if not all(np.isfinite(array).all() for array in arrays.values()):
        raise ColorlibError(f"{DIVERGED} (a weight is not a number){REMEDY}")
    arrays["history"] = np.array(json.dumps(history))
    save_atomically(path, lambda file: np.savez(file, **arrays))


def save_history(history, folder):
    data = json.dumps(history, indent=1).encode()
    save_atomically(folder / "history.json", lambda file: file.write(data))


def read_arrays(data):
    """Read the arrays of an ``.npz`` file from its bytes.

    Parameters
    ----------
    data : bytes

    Returns
    -------
    dict of numpy.ndarray
        Empty if the file is damaged, no ``.npz`` file, or holds anything but plain arrays:
        Python objects are never read, because reading them can run code.
    """
    try:
        with np.load(io.BytesIO(data), allow_pickle=False) as arrays:
            return {name: arrays[name] for name in arrays.files}
    # Damage shows in a dozen ways: BadZipFile, zlib.error, EOFError, NotImplementedError …
    except Exception:
        return {}


def restore(model, path):
    """Put a checkpoint's state into the networks and return its history ({} without one)."""
    if not path.is_file():
        return {}
    try:
        arrays = read_arrays(path.read_bytes())
    except OSError as error:
        # Not a word of deleting it: it may be as good as ever.
        raise ColorlibError(f"{path} could not be read: {error.strerror}.") from None
    try:
        history = json.loads(str(arrays.pop("history")))
    except (KeyError, ValueError):
        raise ColorlibError(
            f"{path} is damaged or no checkpoint: delete it to start again from the beginning."
        ) from None
    arrays = [arrays[name] for name in sorted(arrays)]
    state = state_of(model)
    if [array.shape for array in arrays] != [tuple(variable.shape) for variable in state]:
        raise ColorlibError(
            f"{path} was made by other networks: name another folder, or delete it."
        )
    for variable, array in zip(state, arrays, strict=True):
        # A fixed learning rate is the caller's choice, not a state: it may have been lowered.
        if variable.name != "learning_rate":
            variable.assign(array)
    return history


def preview_writer(generator, photos, folder):
    """Make a callback that colorizes the same photographs after each epoch.

    Parameters
    ----------
    generator : keras.Model
    photos : sequence
        Anything that `photos.read_photo` takes.
    folder : path
        ``preview_001.jpg`` and so on go there: the colorized squares side by side.

    Returns
    -------
    keras.callbacks.Callback
    """
    size = generator.input_shape[1]
    squares = np.stack([fit_square(read_photo(photo), size) for photo in photos])

    def write_preview(epoch, logs=None):
        row = np.concatenate(list(merge_units(*predict_ab(generator, squares))), axis=1)
        save_atomically(
            Path(folder) / f"preview_{epoch + 1:03d}.jpg",
            lambda file: Image.fromarray(row).save(file, "JPEG", quality=80),
        )

    return keras.callbacks.LambdaCallback(on_epoch_end=write_preview)
