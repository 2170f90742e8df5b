"""Look inside the course's networks: their blocks, what each makes of a picture, their skips."""

import math
from typing import NamedTuple

import numpy as np

from .backend import keras
from .settings import ColorlibError

layers = keras.layers


class Block(NamedTuple):
    """One block of a network: the layers that a block function adds at once."""

    name: str  # what the layers' names have in common
    layers: str  # the layers in order, such as "up conv norm skip"; conv/2 has stride 2
    shape: tuple  # of the output, without the batch
    parameters: int  # all weights
    fixed: int  # those among them that gradient descent does not change
    skip: str | None  # the block whose output a skip connection joins to this one's


# The last parts of a layer's name, where a block has several layers.
ROLES = {
    "add", "conv", "dropout", "first", "leaky", "narrow", "norm", "pool", "relu", "second", "silu",
    "skip", "spectral", "up",
}  # fmt: skip


def block_of(layer):
    """The name of the block that a layer belongs to."""
    name = layer.name
    while name.rpartition("_")[2] in ROLES and "_" in name:
        name = name.rpartition("_")[0]
    return name


def layers_by_block(network):
    """The layers of each block, from input to output."""
    groups = {}
    for layer in network.layers:
        groups.setdefault(block_of(layer), []).append(layer)
    return groups


def source_of_skip(network, name, group):
    """The block at the other end of a block's skip connection; None without one."""
    merged = next((layer for layer in group if layer.name == f"{name}_skip"), None)
    if merged is None:
        return None

    def maker(tensor):
        return next((layer for layer in network.layers if layer.output is tensor), None)

    source = maker(merged.input[1])
    # The lean network passes what a skip connection brings through layers of the same block.
    while source and block_of(source) == name:
        source = maker(source.input)
    return block_of(source) if source else None  # a skip that was cut has no source


def list_blocks(network):
    """List the blocks of one of the course's networks, from input to output, as `Block`."""

    def word_for(layer):
        halves = isinstance(layer, layers.Conv2D) and layer.strides == (2, 2)
        return layer.name.rpartition("_")[2] + ("/2" if halves else "")

    blocks = []
    for name, group in layers_by_block(network).items():
        words = " ".join(word_for(layer) for layer in group)
        fixed = sum(keras.ops.size(w) for layer in group for w in layer.non_trainable_weights)
        parameters = sum(layer.count_params() for layer in group)
        shape = tuple(group[-1].output.shape[1:])
        skip = source_of_skip(network, name, group)
        blocks.append(Block(name, words, shape, parameters, int(fixed), skip))
    return blocks


def multiply_adds(network):
    """Multiplications, each with an addition, of every convolution for one picture, by its name."""
    return {
        layer.name: math.prod(layer.kernel.shape) * math.prod(layer.output.shape[1:3])
        for layer in network.layers
        if isinstance(layer, layers.Conv2D)
    }


def block_outputs(network, picture):
    """What every block makes of one normalized picture (size, size, channels), by its name."""
    groups = layers_by_block(network)
    taps = keras.Model(network.input, [group[-1].output for group in groups.values()])
    outputs = taps(picture[None], training=False)
    return {name: np.asarray(out[0]) for name, out in zip(groups, outputs, strict=True)}


def cut_skips(generator, names):
    """Copy a generator, with skip connections that bring zeros into the blocks of these names."""
    ends = [block.name for block in list_blocks(generator) if block.skip]
    if strange := set(names) - set(ends):
        raise ColorlibError(f"No skip connection ends in {strange}, only in {', '.join(ends)}.")
    cut = {f"{name}_skip" for name in names}

    def call(layer, *arguments, **options):
        if layer.name in cut:
            own, brought = arguments[0]
            arguments = ([own, keras.ops.zeros_like(brought)],)
        return layer(*arguments, **options)

    copy = keras.models.clone_model(generator, call_function=call)
    copy.set_weights(generator.get_weights())
    return copy
