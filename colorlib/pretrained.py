"""Trained generators that come with the course, and colorizing with them.

A model is one ``.npz`` file in ``data/models``: the network's name and its weights as float16
arrays. ``models.json`` beside it tells the SHA-256 of each. Reading arrays runs no code from it,
and the networks are built by this package: no layers, and no functions, come from a file.
"""

import functools
import hashlib
import json

import numpy as np

from .color import l_ab_to_rgb, rgb_to_lightness
from .data import read_photo, resize, resized_strips
from .files import read_arrays, save_atomically
from .hints import mean_colors, place_hints
from .networks import build_generator, build_hint_network, build_lean_generator, for_any_shape
from .settings import ColorlibError, as_path, data_folder

HINTED = "hint_network"
MULTIPLE = 32  # of every side, because the lean network halves a picture five times
BUILDERS = {
    "generator_32px": functools.partial(build_generator, 32),
    "generator_32px_with_noise": functools.partial(build_generator, 32, noise=8),
    "generator_256px": functools.partial(build_generator, 256),
    "lean_generator": build_lean_generator,
    HINTED: build_hint_network,
}


def published():
    """The SHA-256 of each model's file, by its name."""
    return json.loads((data_folder() / "models" / "models.json").read_text(encoding="utf-8"))


def model_names():
    """Return the names that `load_generator` knows, sorted."""
    return sorted(published())


@functools.cache
def load_generator(name):
    """Load a trained generator; the same object each time.

    ``"shapes"`` is for 32 px; ``"forest"`` and ``"mountain"`` are the lean GAN for 256 px,
    ``"scenes"`` is its L1-only baseline; ``"forest-unconditional"``, ``"mountain-unconditional"``
    and ``"shapes-unconditional"`` are the reference networks, adversarial loss alone.
    """
    if name not in model_names():
        raise ColorlibError(f"There is no model {name!r}: use one of {', '.join(model_names())}.")
    return read_generator(data_folder() / "models" / f"{name}.npz", published()[name])


def read_generator(path, sha256=None):
    """Read a generator that `save_generator` has written; its SHA-256 can be checked."""
    path, remedy = as_path(path), "restore it from the clone, or train the model again."
    try:
        data = path.read_bytes()
    except OSError as error:
        raise ColorlibError(f"{path.name} cannot be read ({error.strerror}): {remedy}") from None
    if sha256 and hashlib.sha256(data).hexdigest() != sha256:
        raise ColorlibError(f"{path.name} is not the file that was published: {remedy}")
    arrays = read_arrays(data)
    try:
        generator = BUILDERS[str(arrays.pop("network"))]()
        generator.set_weights([arrays[name].astype(np.float32) for name in sorted(arrays)])
    except (KeyError, ValueError):
        raise ColorlibError(f"{path.name} holds no generator of this course: {remedy}") from None
    return generator


def save_generator(generator, path):
    """Save a generator's name, and its weights as float16; return the file's SHA-256."""
    with np.errstate(over="ignore"):
        weights = [weight.numpy().astype(np.float16) for weight in generator.weights]
    if not all(np.isfinite(weight).all() for weight in weights):
        raise ColorlibError(
            f"{path} was not written: a weight is not a number, or too large; train the "
            f"{generator.name} anew with a lower learning rate."
        )
    arrays = {f"{index:03d}": weight for index, weight in enumerate(weights)}
    arrays["network"] = np.array(generator.name)
    save_atomically(path, lambda file: np.savez_compressed(file, **arrays))
    return hashlib.sha256(as_path(path).read_bytes()).hexdigest()


def colorize(photo, model=None, hints=None):
    """Give color to a photograph.

    Parameters
    ----------
    photo : path, PIL.Image.Image or numpy.ndarray
        Any size, grayscale or color; of a color photograph only the lightness is used.
    model : str or keras.Model, optional
        A name that `load_generator` knows, or a generator; by default "hints" if there are hints,
        else "forest".
    hints : sequence of (row, column, color), optional
        Colors at pixels of the photograph, such as ``(120, 80, "#c86414")``, which the network
        spreads where they belong. Of a color only the ab counts.

    Returns
    -------
    numpy.ndarray, uint8, shape (height, width, 3)
        sRGB, of the photograph's own size and in its full detail.

    Raises
    ------
    ColorlibError
        If the photograph cannot be read, there is no such model, it wants noise or takes no hints,
        or a hint lies outside the photograph or is no color.
    """
    model = model or default_model(hints)
    generator = load_generator(model) if isinstance(model, str) else model
    lightness = rgb_to_lightness(read_photo(photo))
    if generator.name == HINTED:
        ab = mean_colors(predict_logits(lightness, generator, hints or ()))
    elif hints is not None:
        raise ColorlibError(f"{generator.name} takes no hints: leave the model out.")
    elif len(generator.inputs) > 1:
        raise ColorlibError(f"{generator.name} wants noise, too: call it as notebook 05 does.")
    else:
        ab = predict_colors(lightness, generator)
    return join_colors(lightness, ab)


def default_model(hints):
    """The name of the model that colorizes a photograph with these hints, or None."""
    return "forest" if hints is None else "hints"


def predict_colors(lightness, generator):
    """Predict ab (small height, small width, 2) of a photograph's lightness (height, width, 1)."""
    small = shrink_for(generator.input_shape[1], lightness)
    return for_any_shape(generator)(small[np.newaxis], training=False)[0].numpy()


def predict_logits(lightness, network, hints=()):
    """Predict the logits of `hints.color_bins` at each place of a photograph's lightness.

    Hints are as in `colorize`. Returns float32, shape (small height, small width, bins).
    """
    small = shrink_for(network.input_shape[0][1], lightness)
    placed = place_hints(hints, lightness.shape, small.shape)
    both = small[np.newaxis], placed[np.newaxis]
    return for_any_shape(network)(both, training=False)[0].numpy()


def shrink_for(side, lightness):
    """Shrink lightness, in its proportions, to about as many pixels as a network was trained on."""
    height, width = lightness.shape[:2]
    scale = side / np.sqrt(height * width)
    small_height, small_width = (
        int(np.clip(round(length * scale / MULTIPLE), 1, side)) * MULTIPLE
        for length in (height, width)
    )
    return np.clip(resize(lightness, small_height, small_width), -1, 1)


def join_colors(lightness, ab, strength=1.0):
    """Enlarge ab, times ``strength``, to a photograph's size, and join it with its lightness."""
    height, width = lightness.shape[:2]
    rgb = np.empty((height, width, 3), np.uint8)
    for rows, enlarged in resized_strips(strength * ab, height, width):
        rgb[rows] = l_ab_to_rgb(lightness[rows], enlarged)
    return rgb
