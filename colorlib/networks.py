"""The generators and discriminators of the course, built from a few named blocks.

A generator reads lightness (one channel, −1 to 1) and predicts ab (two channels, −1 to 1). A
discriminator reads ab, and optionally the lightness too, and returns the probability that the
colors are real. Both kinds exist for 32 px shapes and for 256 px photographs.

The generators are U-Nets: an encoder that shrinks the picture, a decoder that enlarges it again,
and skip connections that carry fine detail across (Ronneberger, Fischer and Brox, 2015,
doi:10.1007/978-3-319-24574-4_28).
"""

from . import quiet  # noqa: F401  (before TensorFlow, so that it starts silently)

# isort: split
from typing import NamedTuple

import keras
import numpy as np
from keras import layers

from .errors import ColorlibError

__all__ = [
    "Step",
    "build_discriminator",
    "build_generator",
    "conv_block",
    "cut_skips",
    "decode_block",
    "encode_block",
    "judge_block",
    "list_steps",
    "step_outputs",
]

LEAK = 0.2
# Keras keeps 99% of the old average at each step, which takes several hundred steps to forget how
# it began; the runs of this course are shorter than that.
MOMENTUM = 0.9


def encode_block(x, filters, strides, name):
    """Convolve, normalize, leaky ReLU: the encoding layer of the 32 px generator.

    With ``strides=2`` height and width halve.
    """
    x = layers.Conv2D(filters, 3, strides=strides, padding="same", name=f"{name}_conv")(x)
    x = layers.BatchNormalization(momentum=MOMENTUM, name=f"{name}_norm")(x)
    return layers.LeakyReLU(negative_slope=LEAK, name=f"{name}_leaky")(x)


def decode_block(x, skip, filters, name):
    """Upsample, convolve, normalize, then set the skip connection's maps beside the result.

    The convolution ends in a ReLU, or all decoding layers together would be one linear map.
    """
    x = layers.UpSampling2D(2, name=f"{name}_up")(x)
    x = layers.Conv2D(filters, 3, padding="same", activation="relu", name=f"{name}_conv")(x)
    x = layers.BatchNormalization(momentum=MOMENTUM, name=f"{name}_norm")(x)
    return layers.Concatenate(name=f"{name}_skip")([x, skip])


def conv_block(x, filters, name, strides=1):
    """Convolve, normalize, ReLU: the layer that the 256 px generator repeats."""
    x = layers.Conv2D(filters, 3, strides=strides, padding="same", name=f"{name}_conv")(x)
    x = layers.BatchNormalization(momentum=MOMENTUM, name=f"{name}_norm")(x)
    return layers.ReLU(name=f"{name}_relu")(x)


def judge_block(x, filters, dropout, name, strides=1):
    """Convolve, normalize, leaky ReLU, dropout: the layer that the discriminators repeat."""
    x = layers.Conv2D(filters, 3, strides=strides, padding="same", name=f"{name}_conv")(x)
    x = layers.BatchNormalization(momentum=MOMENTUM, name=f"{name}_norm")(x)
    x = layers.LeakyReLU(negative_slope=LEAK, name=f"{name}_leaky")(x)
    return layers.Dropout(dropout, name=f"{name}_dropout")(x)


def build_generator_32():
    lightness = keras.Input((32, 32, 1), name="lightness")
    full = encode_block(lightness, 32, strides=1, name="encode_32px")
    half = encode_block(full, 64, strides=2, name="encode_16px")
    x = encode_block(half, 128, strides=2, name="encode_8px")
    x = decode_block(x, half, 128, name="decode_16px")
    x = decode_block(x, full, 64, name="decode_32px")
    ab = layers.Conv2D(2, 3, padding="same", activation="tanh", dtype="float32", name="ab")(x)
    return keras.Model(lightness, ab, name="generator_32px")


def build_generator_256():
    lightness = keras.Input((256, 256, 1), name="lightness")
    x = conv_block(lightness, 64, "encode_128px", strides=2)
    skip_a = conv_block(x, 128, "encode_128px_deeper")
    x = conv_block(skip_a, 128, "encode_64px", strides=2)
    skip_b = conv_block(x, 256, "encode_64px_deeper")
    x = conv_block(skip_b, 512, "encode_32px", strides=2)

    x = layers.UpSampling2D(2, name="decode_64px_up")(x)
    x = conv_block(x, 256, "decode_64px")
    x = layers.Concatenate(name="decode_64px_skip")([x, skip_b])
    x = conv_block(x, 256, "decode_64px_deeper")
    x = layers.UpSampling2D(2, name="decode_128px_up")(x)
    x = conv_block(x, 128, "decode_128px")
    x = layers.Concatenate(name="decode_128px_skip")([x, skip_a])
    x = conv_block(x, 128, "decode_128px_deeper")
    x = layers.UpSampling2D(2, name="decode_256px_up")(x)
    x = conv_block(x, 64, "decode_256px")
    ab = layers.Conv2D(2, 3, padding="same", activation="tanh", dtype="float32", name="ab")(x)
    return keras.Model(lightness, ab, name="generator_256px")


def judge_32(x):
    x = layers.Conv2D(32, 3, strides=2, padding="same", name="judge_16px_conv")(x)
    x = layers.LeakyReLU(negative_slope=LEAK, name="judge_16px_leaky")(x)
    x = judge_block(x, 64, dropout=0.25, name="judge_8px", strides=2)
    return judge_block(x, 128, dropout=0.25, name="judge_4px", strides=2)


def judge_256(x):
    x = layers.Conv2D(32, 3, strides=2, padding="same", name="judge_128px_conv")(x)
    x = layers.LeakyReLU(negative_slope=LEAK, name="judge_128px_leaky")(x)
    x = layers.AveragePooling2D(2, name="judge_64px_pool")(x)
    x = judge_block(x, 64, dropout=0.25, name="judge_64px")
    x = layers.AveragePooling2D(2, name="judge_32px_pool")(x)
    x = judge_block(x, 128, dropout=0.25, name="judge_32px")
    return judge_block(x, 256, dropout=0.5, name="judge_16px", strides=2)


GENERATORS = {32: build_generator_32, 256: build_generator_256}
JUDGES = {32: judge_32, 256: judge_256}


def check_size(size):
    if size not in GENERATORS:
        raise ColorlibError(f"There are networks for 32 and 256 pixels, not for {size!r}.")


def build_generator(size):
    """Build the untrained generator for square pictures.

    Parameters
    ----------
    size : {32, 256}
        Side of the picture in pixels.

    Returns
    -------
    keras.Model
        Maps lightness, shape (batch, size, size, 1), to ab, shape (batch, size, size, 2), both
        in network units (−1 to 1). The 256 px network has 4,729,922 parameters.

    Raises
    ------
    ColorlibError
        If there is no generator of that size.
    """
    check_size(size)
    return GENERATORS[size]()


def build_discriminator(size, sees_lightness=False):
    """Build the untrained discriminator for square pictures.

    Parameters
    ----------
    size : {32, 256}
        Side of the picture in pixels.
    sees_lightness : bool
        Whether it judges lightness and ab together (a conditional discriminator, as in Isola et
        al., 2017, doi:10.1109/CVPR.2017.632) or ab alone (the default).

    Returns
    -------
    keras.Model
        Maps ab, shape (batch, size, size, 2), or Lab, shape (batch, size, size, 3), in network
        units, to the probability that the colors are real, shape (batch, 1). The 256 px network
        that sees ab alone has 455,457 parameters.

    Raises
    ------
    ColorlibError
        If there is no discriminator of that size.
    """
    check_size(size)
    colors = keras.Input((size, size, 3 if sees_lightness else 2), name="colors")
    x = layers.Flatten(name="flatten")(JUDGES[size](colors))
    real = layers.Dense(1, activation="sigmoid", dtype="float32", name="real")(x)
    return keras.Model(colors, real, name=f"discriminator_{size}px")


class Step(NamedTuple):
    """One block of a network: the layers that a block function adds at once.

    Attributes
    ----------
    name : str
        What the layers' names have in common.
    layers : str
        The layers in order, such as ``"up conv norm skip"``; ``conv/2`` has stride 2.
    shape : tuple of int
        Of the output, without the batch.
    parameters, fixed : int
        All weights, and those among them that gradient descent does not change.
    skip : str or None
        The step whose output a skip connection joins to this one's, beside it or added to it.
    """

    name: str
    layers: str
    shape: tuple
    parameters: int
    fixed: int
    skip: str | None


# The last parts of a layer's name, where a step has several layers.
PARTS = {
    "add", "conv", "dropout", "first", "leaky", "narrow", "norm", "pool", "relu", "second", "silu",
    "skip", "spectral", "up",
}  # fmt: skip


def step_of(layer):
    """The name of the step that a layer belongs to."""
    words = layer.name.split("_")
    while len(words) > 1 and words[-1] in PARTS:
        words.pop()
    return "_".join(words)


def layers_by_step(network):
    """The layers of each step, from input to output."""
    groups = {}
    for layer in network.layers:
        groups.setdefault(step_of(layer), []).append(layer)
    return groups


def source_of_skip(network, name, group):
    """The step at the other end of a step's skip connection; None where nothing is connected."""
    merged = next((layer for layer in group if layer.name == f"{name}_skip"), None)
    if merged is None:
        return None

    def maker(tensor):
        return next((layer for layer in network.layers if layer.output is tensor), None)

    source = maker(merged.input[1])
    # The lean network passes what a skip connection brings through layers of the same step.
    while source and step_of(source) == name:
        source = maker(source.input)
    return step_of(source) if source else None


def list_steps(network):
    """List the steps of one of the course's networks, from input to output.

    Parameters
    ----------
    network : keras.Model
        Built by this module or by `lean`.

    Returns
    -------
    list of Step
    """

    def word_for(layer):
        halves = isinstance(layer, layers.Conv2D) and layer.strides == (2, 2)
        return layer.name.rpartition("_")[2] + ("/2" if halves else "")

    steps = []
    for name, group in layers_by_step(network).items():
        words = " ".join(word_for(layer) for layer in group)
        fixed = sum(keras.ops.size(w) for layer in group for w in layer.non_trainable_weights)
        parameters = sum(layer.count_params() for layer in group)
        shape = tuple(group[-1].output.shape[1:])
        skip = source_of_skip(network, name, group)
        steps.append(Step(name, words, shape, parameters, int(fixed), skip))
    return steps


def step_outputs(network, picture):
    """What every step of a network makes of one picture, without training it.

    Parameters
    ----------
    network : keras.Model
        Built by this module or by `lean`.
    picture : numpy.ndarray, shape (size, size, channels)
        In network units.

    Returns
    -------
    dict of numpy.ndarray
        By the name of the step; shape as in `Step.shape`.
    """
    groups = layers_by_step(network)
    taps = keras.Model(network.input, [group[-1].output for group in groups.values()])
    outputs = taps(picture[None], training=False)
    return {name: np.asarray(out[0]) for name, out in zip(groups, outputs, strict=True)}


def cut_skips(generator, names):
    """Copy a generator and cut some of its skip connections: they bring zeros from then on.

    Nothing else changes, and nothing is trained anew.

    Parameters
    ----------
    generator : keras.Model
        Built by this module or by `lean`.
    names : iterable of str
        The steps, among those whose `Step.skip` is not None, that get nothing over theirs.

    Returns
    -------
    keras.Model
        With weights of its own.

    Raises
    ------
    ColorlibError
        If no skip connection ends in a step of that name.
    """
    ends = [step.name for step in list_steps(generator) if step.skip]
    for name in names:
        if name not in ends:
            there = ", ".join(ends) or "no step at all"
            raise ColorlibError(f"No skip connection ends in {name!r}: they end in {there}.")
    merging = {f"{name}_skip" for name in names}

    def call(layer, *arguments, **options):
        if layer.name in merging:
            own, brought = arguments[0]
            arguments = ([own, keras.ops.zeros_like(brought)],)
        return layer(*arguments, **options)

    copy = keras.models.clone_model(generator, call_function=call)
    copy.set_weights(generator.get_weights())
    return copy
