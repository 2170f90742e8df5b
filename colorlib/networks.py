"""The generators and discriminators of the course, built from a few named blocks.

A generator reads lightness (one channel, −1 to 1) and predicts ab (two channels, −1 to 1). It is a
U-Net: an encoder that shrinks the picture, a decoder that enlarges it again, and skip connections
that carry fine detail across (Ronneberger, Fischer and Brox, 2015,
doi:10.1007/978-3-319-24574-4_28). A discriminator reads ab, and optionally the lightness too, and
returns a *logit*: the sigmoid of it is the probability that the colors are real.

The *lean* pair for photographs predicts ab at half the size, because color needs less resolution
than lightness; five halvings let a pixel's color depend on the whole picture; it has residual
blocks (He et al., 2016, doi:10.1109/CVPR.2016.90) and group normalization (Wu and He, 2018,
doi:10.1007/978-3-030-01261-8_1); and its discriminator looks at patches of lightness and ab (Isola
et al., 2017, doi:10.1109/CVPR.2017.632).
"""

import functools

from .backend import keras
from .settings import ColorlibError

layers = keras.layers

LEAK = 0.2
# Keras' own 0.99 takes several hundred steps to forget how the averages began.
MOMENTUM = 0.9

# Of the lean generator:
WIDTHS = (24, 48, 96, 160, 256)  # filters at 128, 64, 32, 16 and 8 pixels
NORMALIZED = 96  # filters from which on maps are so small that normalizing them pays
DROPOUT = 0.2  # share of these maps that is left out in training, to reduce overfitting
VIVID = 4.0  # factor of ab where a network reads it beside lightness


def encode_block(x, filters, strides, name):
    """Convolve, normalize, leaky ReLU; with ``strides=2`` height and width halve."""
    x = layers.Conv2D(filters, 3, strides=strides, padding="same", name=f"{name}_conv")(x)
    x = layers.BatchNormalization(momentum=MOMENTUM, name=f"{name}_norm")(x)
    return layers.LeakyReLU(negative_slope=LEAK, name=f"{name}_leaky")(x)


def decode_block(x, skip, filters, name):
    """Upsample, convolve, ReLU, normalize, then set the skip connection's maps beside."""
    x = layers.UpSampling2D(2, name=f"{name}_up")(x)
    x = layers.Conv2D(filters, 3, padding="same", activation="relu", name=f"{name}_conv")(x)
    x = layers.BatchNormalization(momentum=MOMENTUM, name=f"{name}_norm")(x)
    return layers.Concatenate(name=f"{name}_skip")([x, skip])


def conv_block(x, filters, name, strides=1):
    """Convolve, normalize, ReLU: the block that the 256 px generator repeats."""
    x = layers.Conv2D(filters, 3, strides=strides, padding="same", name=f"{name}_conv")(x)
    x = layers.BatchNormalization(momentum=MOMENTUM, name=f"{name}_norm")(x)
    return layers.ReLU(name=f"{name}_relu")(x)


def discriminator_block(x, filters, dropout, name, strides=1):
    """Convolve, normalize, leaky ReLU, dropout: the block that the discriminators repeat."""
    x = encode_block(x, filters, strides, name)
    return layers.Dropout(dropout, name=f"{name}_dropout")(x)


def first_discriminator_block(x, name):
    """The same without normalization and dropout: the discriminator sees the colors as they are."""
    x = layers.Conv2D(32, 3, strides=2, padding="same", name=f"{name}_conv")(x)
    return layers.LeakyReLU(negative_slope=LEAK, name=f"{name}_leaky")(x)


def generator_32(noise=0):
    inputs = lightness = keras.Input((32, 32, 1), name="lightness")
    full = encode_block(lightness, 32, strides=1, name="encode_32px")
    half = encode_block(full, 64, strides=2, name="encode_16px")
    x = encode_block(half, 128, strides=2, name="encode_8px")
    if noise:
        inputs = [lightness, keras.Input((noise,), name="z")]
        x = add_noise(x, inputs[1])
    x = decode_block(x, half, 128, name="decode_16px")
    x = decode_block(x, full, 64, name="decode_32px")
    return inputs, x


def add_noise(x, z):
    """Add a vector made from z to the maps, the same everywhere: it acts on the whole picture."""
    filters = x.shape[-1]
    loud = keras.initializers.RandomNormal(stddev=0.3)
    shift = layers.Dense(filters, use_bias=False, kernel_initializer=loud, name="z_shift")(z)
    return layers.Add(name="z_add")([x, layers.Reshape((1, 1, filters), name="z_place")(shift)])


def generator_256():
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
    return lightness, conv_block(x, 64, "decode_256px")


def discriminator_32(x):
    x = first_discriminator_block(x, "discriminate_16px")
    x = discriminator_block(x, 64, dropout=0.25, name="discriminate_8px", strides=2)
    return discriminator_block(x, 128, dropout=0.25, name="discriminate_4px", strides=2)


def discriminator_256(x):
    x = first_discriminator_block(x, "discriminate_128px")
    x = layers.AveragePooling2D(2, name="discriminate_64px_pool")(x)
    x = discriminator_block(x, 64, dropout=0.25, name="discriminate_64px")
    x = layers.AveragePooling2D(2, name="discriminate_32px_pool")(x)
    x = discriminator_block(x, 128, dropout=0.25, name="discriminate_32px")
    return discriminator_block(x, 256, dropout=0.5, name="discriminate_16px", strides=2)


PAIRS = {32: (generator_32, discriminator_32), 256: (generator_256, discriminator_256)}


def pair_for(size):
    if size not in PAIRS:
        raise ColorlibError(f"There are networks for 32 and 256 pixels, not for {size!r}.")
    return PAIRS[size]


def build_generator(size, noise=0):
    """Build the untrained generator for square pictures of 32 or 256 pixels a side.

    It maps lightness, shape (batch, size, size, 1), to ab, shape (batch, size, size, 2), both
    normalized (−1 to 1). The 256 px network has 4,729,922 parameters. With ``noise``, for 32 px
    only, it maps lightness and z, shape (batch, noise), standard normal numbers.
    """
    build = pair_for(size)[0]
    inputs, x = build(noise) if noise else build()
    ab = layers.Conv2D(2, 3, padding="same", activation="tanh", dtype="float32", name="ab")(x)
    return keras.Model(inputs, ab, name=f"generator_{size}px" + "_with_noise" * bool(noise))


def build_discriminator(size, conditional=False):
    """Build the untrained discriminator for square pictures of 32 or 256 pixels a side.

    It maps normalized ab, shape (batch, size, size, 2), or with ``conditional`` lightness and ab,
    shape (batch, size, size, 3), to the logit of "real", shape (batch, 1). The 256 px network that
    sees ab alone has 455,457 parameters.
    """
    colors = keras.Input((size, size, 3 if conditional else 2), name="colors")
    x = layers.Flatten(name="flatten")(pair_for(size)[1](colors))
    logit = layers.Dense(1, dtype="float32", name="logit")(x)
    return keras.Model(colors, logit, name=f"discriminator_{size}px")


def normalize_activate(x, name):
    if x.shape[-1] >= NORMALIZED:
        x = layers.GroupNormalization(8, name=f"{name}_norm")(x)
    return layers.Activation("silu", name=f"{name}_silu")(x)


def residual_block(x, name):
    """Add a correction to the maps, made by two convolutions; it begins at zero."""
    filters = x.shape[-1]
    y = normalize_activate(x, f"{name}_first")
    y = layers.Conv2D(filters, 3, padding="same", name=f"{name}_first_conv")(y)
    y = normalize_activate(y, f"{name}_second")
    if filters >= NORMALIZED:
        y = layers.SpatialDropout2D(DROPOUT, name=f"{name}_dropout")(y)
    y = layers.Conv2D(
        filters, 3, padding="same", kernel_initializer="zeros", name=f"{name}_second_conv"
    )(y)
    return layers.Add(name=f"{name}_add")([x, y])


def lean_trunk(x, last_side, z=None):
    """The lean U-Net from its input to the maps of ``last_side`` pixels, for a 256 px picture."""
    x = layers.Conv2D(WIDTHS[0], 5, strides=2, padding="same", name="encode_128px_conv")(x)
    skips = [x]
    # Named after the side of the maps of a 256 px picture.
    sides = [128, 64, 32, 16, 8][: len(WIDTHS)]
    for filters, side in zip(WIDTHS[1:], sides[1:], strict=True):
        name = f"encode_{side}px"
        x = layers.Activation("silu", name=f"{name}_silu")(x)
        x = layers.Conv2D(filters, 3, strides=2, padding="same", name=f"{name}_conv")(x)
        x = residual_block(x, name)
        skips.append(x)
    x = residual_block(x, "middle_8px")
    if z is not None:
        x = add_noise(x, z)
    for skip, side in zip(skips[-2::-1], sides[-2::-1], strict=True):
        if side > last_side:
            break
        name = f"decode_{side}px"
        # The convolution is four times cheaper before the maps are enlarged.
        x = layers.Conv2D(skip.shape[-1], 1, name=f"{name}_narrow")(x)
        x = layers.UpSampling2D(2, interpolation="bilinear", name=f"{name}_up")(x)
        skip = layers.Activation("silu", name=f"{name}_skip_silu")(skip)
        skip = layers.Conv2D(x.shape[-1], 1, name=f"{name}_skip_conv")(skip)
        x = layers.Add(name=f"{name}_skip")([x, skip])
        # At the largest size a block would cost more than at all smaller ones.
        if x.shape[-1] > WIDTHS[0]:
            x = residual_block(x, name)
    return x


def build_lean_generator(size=256, noise=0):
    """Build the untrained lean generator: 4,367,930 parameters, whose weights fit every size.

    It maps lightness, shape (batch, size, size, 1), to ab, shape (batch, size, size, 2), both
    normalized (−1 to 1). The side is a multiple of 32 pixels. With ``noise`` it maps lightness and
    z, shape (batch, noise), standard normal numbers.
    """
    inputs = lightness = keras.Input((size, size, 1), name="lightness")
    if noise:
        inputs = [lightness, keras.Input((noise,), name="z")]
    x = lean_trunk(lightness, 128, inputs[1] if noise else None)
    x = layers.Activation("silu", name="ab_first_silu")(x)
    x = layers.Conv2D(WIDTHS[0], 3, padding="same", name="ab_first_conv")(x)
    x = layers.Activation("silu", name="ab_silu")(x)
    small = keras.initializers.RandomNormal(stddev=0.01)
    x = layers.Conv2D(
        2, 3, padding="same", activation="tanh", kernel_initializer=small, dtype="float32",
        name="ab_conv",
    )(x)  # fmt: skip
    ab = layers.UpSampling2D(2, interpolation="bilinear", dtype="float32", name="ab")(x)
    return keras.Model(inputs, ab, name="lean_generator")


def build_hint_network(size=256, bins=236):
    """Build the untrained network of `hints`: the lean one, with hints beside the lightness.

    It maps lightness, shape (batch, size, size, 1), and hints, shape (batch, size, size, 3),
    normalized ab and 1 where there is one, else 0, to logits of the bins, a quarter as large,
    shape (batch, size/4, size/4, bins).
    """
    lightness = keras.Input((size, size, 1), name="lightness")
    hints = keras.Input((size, size, 3), name="hints")
    vivid = layers.Rescaling([VIVID, VIVID, 1.0], name="hints_vivid")(hints)
    x = lean_trunk(layers.Concatenate(name="both")([lightness, vivid]), 64)
    x = layers.Activation("silu", name="bins_first_silu")(x)
    x = layers.Conv2D(WIDTHS[2], 3, padding="same", name="bins_first_conv")(x)
    x = layers.Activation("silu", name="bins_silu")(x)
    logits = layers.Conv2D(bins, 1, dtype="float32", name="bins")(x)
    return keras.Model([lightness, hints], logits, name="hint_network")


def build_patch_discriminator(size, pool=1):
    """Build the untrained patch discriminator, which sees lightness and ab together.

    It maps normalized Lab, shape (batch, size, size, 3), to three maps of logits of "real", for
    small, middle and large patches. It looks at means over squares of ``pool`` pixels.
    """
    colors = keras.Input((size, size, 3), name="colors")
    # The ab of photographs is small compared with their lightness: unscaled, it would not count.
    x = layers.Rescaling([1.0, VIVID, VIVID], name="vivid")(colors)
    x = layers.AveragePooling2D(pool, name="pool")(x) if pool > 1 else x
    logits = []
    for depth, filters in enumerate((48, 96, 192, 192)):
        x = layers.Conv2D(filters, 4, strides=2, padding="same", name=f"conv_{depth}")(x)
        x = layers.LeakyReLU(negative_slope=LEAK, name=f"leaky_{depth}")(x)
        if depth:
            logit = layers.Conv2D(1, 3, padding="same", dtype="float32", name=f"logit_{depth}")
            logits.append(logit(x))
    return keras.Model(colors, logits, name="patch_discriminator")


@functools.lru_cache(maxsize=8)
def for_any_shape(generator):
    """The same layers, and so the same weights, for pictures of any sides divisible by 32."""
    free = [keras.Input((*[None] * (len(x.shape) - 2), x.shape[-1])) for x in generator.inputs]
    free = free if len(free) > 1 else free[0]
    return keras.models.clone_model(generator, free, clone_function=lambda layer: layer)
