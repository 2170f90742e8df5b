"""The course's own pair for photographs: about ten times quicker to train, and better.

Four ideas set it apart from the 256 px pair of `networks`:

- Color needs far less resolution than lightness, so ab is predicted at half the size and enlarged,
  and nothing expensive happens at full size.
- Five halvings instead of three let a pixel's color depend on the whole picture.
- Residual blocks (He et al., 2016, doi:10.1109/CVPR.2016.90) and group normalization (Wu and He,
  2018, doi:10.1007/978-3-030-01261-8_1), which works the same in training and afterwards, whatever
  the batch.
- The discriminator sees lightness and ab together and judges patches (Isola et al., 2017,
  doi:10.1109/CVPR.2017.632).
"""

from . import quiet  # noqa: F401  (before TensorFlow, so that it starts silently)

# isort: split
import keras
from keras import layers

from .networks import LEAK

__all__ = ["build_lean_generator", "build_patch_discriminator", "residual_block"]

# Filters at 128, 64, 32, 16 and 8 pixels.
WIDTHS = (24, 48, 96, 160, 256)
# Normalizing large maps costs more time than it saves; from this many filters on maps are small.
NORMALIZED = 96
# The share of these maps that a residual block leaves out in training, against learning by heart.
DROPOUT = 0.2


def normalize_activate(x, name):
    if x.shape[-1] >= NORMALIZED:
        x = layers.GroupNormalization(8, name=f"{name}_norm")(x)
    return layers.Activation("silu", name=f"{name}_silu")(x)


def residual_block(x, name):
    """Add a correction, made by two convolutions, to the maps.

    The second convolution begins at zero, and with it the correction: at first the block hands
    its input on as it is. In training, some of many maps are left out at random.
    """
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


def build_lean_generator(size=256):
    """Build the untrained lean generator for photographs.

    Parameters
    ----------
    size : int, optional
        Side of the pictures in pixels, a multiple of 32. The weights fit every size.

    Returns
    -------
    keras.Model
        Maps lightness, shape (batch, size, size, 1), to ab, shape (batch, size, size, 2), both in
        network units (−1 to 1). 4,367,930 parameters.
    """
    lightness = keras.Input((size, size, 1), name="lightness")
    x = layers.Conv2D(WIDTHS[0], 5, strides=2, padding="same", name="encode_128px_conv")(lightness)
    skips = [x]
    for filters in WIDTHS[1:]:
        name = f"encode_{x.shape[1] // 2}px"
        x = layers.Activation("silu", name=f"{name}_silu")(x)
        x = layers.Conv2D(filters, 3, strides=2, padding="same", name=f"{name}_conv")(x)
        x = residual_block(x, name)
        skips.append(x)
    x = residual_block(x, "middle_8px")
    for skip in reversed(skips[:-1]):
        name = f"decode_{skip.shape[1]}px"
        # Fewer filters first, then enlarge: the convolution is four times cheaper before.
        x = layers.Conv2D(skip.shape[-1], 1, name=f"{name}_narrow")(x)
        x = layers.UpSampling2D(2, interpolation="bilinear", name=f"{name}_up")(x)
        skip = layers.Activation("silu", name=f"{name}_skip_silu")(skip)
        skip = layers.Conv2D(x.shape[-1], 1, name=f"{name}_skip_conv")(skip)
        x = layers.Add(name=f"{name}_skip")([x, skip])
        # At the largest size a block would cost more than at all smaller ones.
        if x.shape[-1] > WIDTHS[0]:
            x = residual_block(x, name)
    x = layers.Activation("silu", name="ab_first_silu")(x)
    x = layers.Conv2D(WIDTHS[0], 3, padding="same", name="ab_first_conv")(x)
    x = layers.Activation("silu", name="ab_silu")(x)
    small = keras.initializers.RandomNormal(stddev=0.01)
    x = layers.Conv2D(
        2, 3, padding="same", activation="tanh", kernel_initializer=small, dtype="float32",
        name="ab_conv",
    )(x)  # fmt: skip
    ab = layers.UpSampling2D(2, interpolation="bilinear", dtype="float32", name="ab")(x)
    return keras.Model(lightness, ab, name="lean_generator")


def build_patch_discriminator():
    """Build the untrained discriminator that judges patches of lightness and ab together.

    Returns
    -------
    keras.Model
        Maps Lab, shape (batch, 256, 256, 3), in network units, to one probability of being real
        for each of 32×32 overlapping patches, shape (batch, 32, 32, 1).
    """
    colors = keras.Input((256, 256, 3), name="colors")
    x = colors
    for filters in (32, 64, 128):
        name = f"judge_{x.shape[1] // 2}px"
        convolution = layers.Conv2D(filters, 4, strides=2, padding="same", name=f"{name}_conv")
        x = layers.SpectralNormalization(convolution, name=f"{name}_spectral")(x)
        x = layers.LeakyReLU(negative_slope=LEAK, name=f"{name}_leaky")(x)
    real = layers.Conv2D(1, 4, padding="same", activation="sigmoid", dtype="float32", name="real")(
        x
    )
    return keras.Model(colors, real, name="patch_discriminator")
