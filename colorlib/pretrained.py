"""Trained generators that come with the course, and colorizing with them.

A model is one ``.npz`` file in ``data/models``: the network's name and its weights as float16
arrays. ``models.json`` beside it tells the SHA-256 of each. Reading arrays runs no code from it,
and the networks are built by this package: no layers, and no functions, come from a file.
"""

from . import quiet  # noqa: F401  (before TensorFlow, so that it starts silently)

# isort: split
import functools
import hashlib
import io
import json
from functools import partial
from pathlib import Path

import keras
import numpy as np

from .color import merge_units, split_units
from .errors import ColorlibError
from .files import save_atomically
from .lean import build_lean_generator
from .networks import build_generator
from .photos import read_photo, resize
from .settings import data_folder
from .training import read_arrays

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
    path = data_folder() / "models" / "models.json"
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        raise ColorlibError(f"{path} is missing or damaged: restore it from the clone.") from None


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
    try:
        data = path.read_bytes()
    except OSError as error:
        raise ColorlibError(
            f"The weights {path.name} cannot be read ({error.strerror}): restore them from the "
            "clone."
        ) from None
    digest = hashlib.sha256(data).hexdigest()
    if digest != models[name]:
        raise ColorlibError(
            f"The weights {path.name} are not those that were published (their SHA-256 is "
            f"{digest[:12]}…, not {str(models[name])[:12]}…): restore them from the clone."
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
        If the file is missing or damaged, or holds no generator of this course; the message names
        the first weight that does not fit.
    """
    problem = f"{describe(file)} holds no generator of this course"
    try:
        data = file.read() if hasattr(file, "read") else Path(file).read_bytes()
    except OSError as error:
        raise ColorlibError(f"{problem}: {error.strerror}.") from None
    arrays = read_arrays(data)
    if "network" not in arrays:
        raise ColorlibError(f"{problem}: it is damaged or of another kind.")
    network = str(arrays.pop("network"))
    if network not in BUILDERS:
        raise ColorlibError(
            f"{problem}: it says {network[:40]!r}, and there are only {', '.join(BUILDERS)}."
        )
    generator = BUILDERS[network]()
    mismatch = find_mismatch(arrays, weight_names(generator))
    if mismatch:
        raise ColorlibError(f"{problem}: as a {network} {mismatch}.")
    generator.set_weights([arrays[name].astype(np.float32) for name in sorted(arrays)])
    return generator


def find_mismatch(arrays, weights):
    """Say in words where arrays first differ from the weights of a network, or nothing.

    Parameters
    ----------
    arrays : dict of numpy.ndarray
    weights : dict of keras.Variable
        By the names that the arrays should have.
    """
    for name in sorted(arrays.keys() | weights.keys()):
        if name not in weights:
            return f"it should not have the array {name!r}"
        layer = f"{name!r} ({weights[name].path})"
        if name not in arrays:
            return f"it lacks the array {layer}"
        array, shape = arrays[name], tuple(weights[name].shape)
        if (array.dtype, array.shape) != (np.float16, shape):
            return f"its array {layer} should be float16 {shape}, not {array.dtype} {array.shape}"
        if not np.isfinite(array).all():
            return f"its array {layer} should hold nothing but numbers"
    return ""


def weight_names(generator):
    """A generator's weights by the names of their arrays in a file, in order."""
    return {f"{index:03d}": weight for index, weight in enumerate(generator.weights)}


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

    Raises
    ------
    ColorlibError
        If a weight is not a number or too large for float16, or the file cannot be written.
    """
    with np.errstate(over="ignore"):
        arrays = {
            name: weight.numpy().astype(np.float16)
            for name, weight in weight_names(generator).items()
        }
    mismatch = find_mismatch(arrays, weight_names(generator))
    if mismatch:
        raise ColorlibError(
            f"{path} was not written: of the {generator.name} {mismatch}; train it anew with a "
            "lower learning rate."
        )
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
    return merge_units(lightness, resize(strength * ab, *lightness.shape[:2]))
