"""Trained generators that come with the course, and colorizing with them.

A model is one ``.npz`` file in ``data/models``: the network's name and its weights as float16
arrays. ``models.json`` beside it tells the SHA-256 of each. Reading arrays runs no code from it.
"""

from . import quiet  # noqa: F401  (before TensorFlow, so that it starts silently)

# isort: split
import functools
import hashlib
import io
import json
import zipfile
from functools import partial
from pathlib import Path

import keras
import numpy as np

from .color import merge_units, split_units
from .errors import ColorlibError
from .lean import build_lean_generator
from .networks import build_generator
from .photos import read_photo, resize
from .settings import data_folder
from .training import save_atomically

__all__ = [
    "colorize",
    "join_colors",
    "load_generator",
    "model_names",
    "predict_colors",
    "read_generator",
    "save_generator",
]

# The lean network halves the picture five times, so sides must be multiples of 32.
MULTIPLE = 32

BUILDERS = {
    "generator_32px": partial(build_generator, 32),
    "generator_256px": partial(build_generator, 256),
    "lean_generator": build_lean_generator,
}


def registry():
    return json.loads((data_folder() / "models" / "models.json").read_text(encoding="utf-8"))


def model_names():
    """Return the names that `load_generator` knows, sorted."""
    return sorted(registry())


@functools.cache
def load_generator(name):
    """Load a trained generator.

    Parameters
    ----------
    name : str
        One of `model_names`: ``"shapes"`` (32 px); ``"forest"`` and ``"mountain"`` (256 px, the
        lean network); ``"forest-original"`` and ``"mountain-original"`` (the reference network,
        trained by the original recipe).

    Returns
    -------
    keras.Model
        With trained weights. The same object each time.

    Raises
    ------
    ColorlibError
        If there is no such model, or its file is missing, damaged or not the one that was
        published.
    """
    models = registry()
    if name not in models:
        raise ColorlibError(f"There is no model {name!r}: use one of {', '.join(sorted(models))}.")
    path = data_folder() / "models" / f"{name}.npz"
    if not path.is_file():
        raise ColorlibError(f"The weights {path.name} are missing: restore them from the clone.")
    data = path.read_bytes()
    if hashlib.sha256(data).hexdigest() != models[name]:
        raise ColorlibError(
            f"The weights {path.name} are not those that were published (their SHA-256 differs): "
            "restore them from the clone."
        )
    return read_generator(io.BytesIO(data))


def read_generator(file):
    """Read a generator that `save_generator` has written.

    Parameters
    ----------
    file : path or binary file

    Returns
    -------
    keras.Model

    Raises
    ------
    ColorlibError
        If the file is missing or damaged, or holds no generator of this course.
    """
    try:
        with np.load(file, allow_pickle=False) as arrays:
            generator = BUILDERS[str(arrays["network"])]()
            names = sorted(name for name in arrays.files if name != "network")
            generator.set_weights([arrays[name].astype(np.float32) for name in names])
    except (KeyError, ValueError, OSError, zipfile.BadZipFile):
        raise ColorlibError(f"{describe(file)} holds no generator of this course.") from None
    return generator


def describe(file):
    return Path(file).name if isinstance(file, (str, Path)) else "The model's file"


def save_generator(generator, path):
    """Save a generator: its name, and its weights as float16.

    Parameters
    ----------
    generator : keras.Model
    path : path
        An ``.npz`` file; it is either written whole or left as it was.

    Returns
    -------
    str
        The file's SHA-256.
    """
    weights = generator.get_weights()
    arrays = {f"{index:03d}": weight.astype(np.float16) for index, weight in enumerate(weights)}
    arrays["network"] = np.array(generator.name)
    save_atomically(path, lambda file: np.savez_compressed(file, **arrays))
    return hashlib.sha256(Path(path).read_bytes()).hexdigest()


def for_any_shape(generator):
    """The present weights in a network that takes pictures of any sides divisible by 32."""
    flexible = keras.models.clone_model(generator, input_tensors=keras.Input((None, None, 1)))
    flexible.set_weights(generator.get_weights())
    return flexible


def colorize(photo, model="forest"):
    """Give color to a photograph.

    The network sees the photograph's lightness at about its own size; its ab is enlarged to the
    photograph's size and joined with the lightness at full resolution, so that no detail is lost.

    Parameters
    ----------
    photo : path, PIL.Image.Image or numpy.ndarray
        Any size, grayscale or color; of a color photograph only the lightness is used.
    model : str or keras.Model, optional
        A name that `load_generator` knows, or a generator.

    Returns
    -------
    numpy.ndarray, uint8, shape (height, width, 3)
        sRGB, of the photograph's own size.

    Raises
    ------
    ColorlibError
        If the photograph cannot be read or there is no such model.
    """
    generator = load_generator(model) if isinstance(model, str) else model
    lightness, _ = split_units(read_photo(photo))
    return join_colors(lightness, predict_colors(lightness, generator))


def predict_colors(lightness, generator):
    """The ab that a generator sees in a photograph: as many pixels as it is used to, or nearly.

    Parameters
    ----------
    lightness : numpy.ndarray, shape (height, width, 1)
        Of any size, in network units.
    generator : keras.Model

    Returns
    -------
    numpy.ndarray, float32, shape (small height, small width, 2)
        In the photograph's proportions, in network units.
    """
    height, width = lightness.shape[:2]
    side = generator.input_shape[1]
    scale = side / np.sqrt(height * width)
    small_height, small_width = (
        int(np.clip(round(length * scale / MULTIPLE), 1, side)) * MULTIPLE
        for length in (height, width)
    )
    small = np.clip(resize(lightness, small_height, small_width), -1, 1)
    if small.shape[:2] != (side, side):
        generator = for_any_shape(generator)
    return np.asarray(generator(small[np.newaxis], training=False)[0], np.float32)


def join_colors(lightness, ab, strength=1.0):
    """Enlarge ab to the size of a photograph and join it with the photograph's lightness.

    Parameters
    ----------
    lightness : numpy.ndarray, shape (height, width, 1)
    ab : numpy.ndarray, shape (small height, small width, 2)
        Both in network units.
    strength : float, optional
        A factor on ab: 0 is gray, 1 is what the network said. Colors that sRGB cannot show are
        clipped to its edge.

    Returns
    -------
    numpy.ndarray, uint8, shape (height, width, 3)
        sRGB.
    """
    return merge_units(lightness, strength * resize(ab, *lightness.shape[:2]))
