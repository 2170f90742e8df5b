"""How long a training step takes, and the work around the network: ``make bench``.

Every pair trains on the same random pictures, one step updating both networks, in one process, in
turns, so that a busy moment of the machine hits all of them. The median of the turns, in seconds
per picture, is written to ``data/results/benchmark.json``. The file also says how near the lean
pair's step is to the machine's limit, how long conversions and `colorize` take, as shares of the
time of scikit-image's ``rgb2lab``, and how fast training steps are with photographs from disk, as a
share of those with the same batches from memory. ``python -m experiments.benchmark`` does the same.
"""

import argparse
import json
import platform
import statistics
import time
from functools import partial
from pathlib import Path

import numpy as np
from skimage.color import rgb2lab

from colorlib.backend import keras, tf
from colorlib.color import l_ab_to_rgb, rgb_to_l_ab, rgb_to_lightness
from colorlib.data import CATEGORIES, list_photos, read_photo, resize
from colorlib.files import save_atomically
from colorlib.gan import ColorBatches, ColorGAN, L1Baseline, PairedGAN
from colorlib.inspection import multiply_adds
from colorlib.networks import (
    build_discriminator,
    build_generator,
    build_lean_generator,
    build_patch_discriminator,
)
from colorlib.pretrained import colorize, load_generator
from colorlib.settings import data_folder

layers = keras.layers

RESULTS = data_folder() / "results" / "benchmark.json"


def pix2pix_generator():
    """The generator of TensorFlow's pix2pix tutorial: 54.4 million parameters."""

    def down(x, filters, norm=True):
        x = layers.Conv2D(filters, 4, strides=2, padding="same", use_bias=False)(x)
        x = layers.BatchNormalization()(x) if norm else x
        return layers.LeakyReLU(negative_slope=0.3)(x)

    def up(x, filters, dropout):
        x = layers.Conv2DTranspose(filters, 4, strides=2, padding="same", use_bias=False)(x)
        x = layers.BatchNormalization()(x)
        x = layers.Dropout(0.5)(x) if dropout else x
        return layers.ReLU()(x)

    picture = keras.Input((256, 256, 3))
    x = down(picture, 64, norm=False)
    skips = [x]
    for filters in (128, 256, 512, 512, 512, 512, 512):
        x = down(x, filters)
        skips.append(x)
    sizes = (512, 512, 512, 512, 256, 128, 64)
    for index, (filters, skip) in enumerate(zip(sizes, skips[-2::-1], strict=True)):
        x = layers.Concatenate()([up(x, filters, dropout=index < 3), skip])
    x = layers.Conv2DTranspose(3, 4, strides=2, padding="same", activation="tanh")(x)
    return keras.Model(picture, x)


def pix2pix_discriminator():
    """Its discriminator, which sees input and output together: 2.8 million parameters."""
    x = both = keras.Input((256, 256, 6))
    for filters, norm in ((64, False), (128, True), (256, True)):
        x = layers.Conv2D(filters, 4, strides=2, padding="same", use_bias=False)(x)
        x = layers.BatchNormalization()(x) if norm else x
        x = layers.LeakyReLU(negative_slope=0.3)(x)
    x = layers.ZeroPadding2D()(x)
    x = layers.Conv2D(512, 4, use_bias=False)(x)
    x = layers.LeakyReLU(negative_slope=0.3)(layers.BatchNormalization()(x))
    x = layers.Conv2D(1, 4)(layers.ZeroPadding2D()(x))
    return keras.Model(both, x)


def compiled(model):
    rates = [keras.optimizers.Adam(2e-4, beta_1=0.5) for _ in range(2)]
    model.compile(*rates[: 1 if isinstance(model, L1Baseline) else 2])
    return model


def lean_pair(size=256):
    discriminator = build_patch_discriminator(size, pool=2)
    game = PairedGAN(build_lean_generator(size), discriminator, l1_weight=60.0, l1_pool=8)
    return compiled(game)


def reference_pair():
    return compiled(ColorGAN(build_generator(256), build_discriminator(256)))


def pix2pix_pair():
    return compiled(ColorGAN(pix2pix_generator(), pix2pix_discriminator()))


# By name: how it is built, and the pictures of a step: as many as in its experiment, or others.
CONTENDERS = {
    "lean pair": (lean_pair, 8),
    "lean pair, 128 px": (partial(lean_pair, 128), 16),
    "lean generator, L1-only": (lambda: compiled(L1Baseline(build_lean_generator())), 8),
    "lean generator, L1-only, 128 px": (
        lambda: compiled(L1Baseline(build_lean_generator(128))),
        16,
    ),
    "reference pair": (reference_pair, 8),
    "reference pair, batch 4": (reference_pair, 4),
    "reference generator, L1-only": (lambda: compiled(L1Baseline(build_generator(256))), 8),
    "pix2pix pair, batch 4": (pix2pix_pair, 4),
    "pix2pix pair, batch 1": (pix2pix_pair, 1),
}


def stepper(model, batch):
    """A function that trains on random pictures once and returns the seconds per picture."""
    rng = np.random.default_rng(0)
    shapes = model.generator.input_shape[1:], model.generator.output_shape[1:]
    pair = [tf.constant(rng.uniform(-1, 1, (batch, *s)).astype(np.float32)) for s in shapes]
    step = tf.function(lambda a, b: model.train_step((a, b)))

    def timed():
        started = time.perf_counter()
        result = step(*pair)
        [value.numpy() for value in result.values()]  # a step is over when its losses are there
        return (time.perf_counter() - started) / batch

    timed()  # the first step builds the graph
    return timed


def seconds(act, turns=3):
    """The least time that something takes."""
    times = []
    for _ in range(turns):
        started = time.perf_counter()
        act()
        times.append(time.perf_counter() - started)
    return min(times)


def share_of_limit(model, step_seconds):
    """Operations of a training step a second, as a share of those of a matrix product.

    Back-propagation takes twice the operations of the forward pass. The discriminator sees a real
    and a generated picture; the operations of its gradient penalty are left out.
    """
    parts = model.generator, model.discriminator
    forward = [sum(multiply_adds(part).values()) for part in parts]
    operations = 2 * 3 * (forward[0] + 2 * forward[1])
    matrix = tf.random.normal((2048, 2048))
    limit = 2 * 2048**3 / seconds(lambda: tf.linalg.matmul(matrix, matrix).numpy(), 7)
    return {
        "gigaoperations_a_picture": round(operations / 1e9, 2),
        "matrix_product_gigaoperations_a_second": round(limit / 1e9),
        "share_of_limit": round(operations / step_seconds / limit, 3),
    }


def around_the_network():
    """Times with a photograph of 12 megapixels, as shares of that of scikit-image's rgb2lab."""
    photo = data_folder() / "samples" / "crater-lake.jpg"
    rgb = resize(read_photo(photo), 3000, 4000)
    lightness, ab = rgb_to_l_ab(rgb)
    generator = load_generator("forest")
    colorize(rgb, generator)
    acts = {
        "rgb_to_l_ab": lambda: rgb_to_l_ab(rgb),
        "rgb_to_lightness": lambda: rgb_to_lightness(rgb),
        "l_ab_to_rgb": lambda: l_ab_to_rgb(lightness, ab),
        "colorize": lambda: colorize(rgb, generator),
    }
    library = seconds(lambda: rgb2lab(rgb))
    return {"rgb2lab_seconds": round(library, 2)} | {
        name: round(seconds(act) / library, 3) for name, act in acts.items()
    }


class FromMemory(keras.utils.PyDataset):
    """The batches of a data set, all made beforehand."""

    def __init__(self, batches):
        super().__init__(workers=2)
        self.made = list(batches)

    def __len__(self):
        return len(self.made)

    def __getitem__(self, index):
        return self.made[index]


def speed_from_disk(turns, steps=10):
    """Training steps a second with photographs from disk, as a share of those from memory."""
    photos = [path for name in CATEGORIES for path in list_photos(name)]
    disk = ColorBatches(photos[: 8 * steps], 8, crop=True)
    feeds, model = (disk, FromMemory(disk)), lean_pair()
    fit = partial(model.fit, shuffle=False, verbose=0)
    fit(feeds[1])  # builds the graph
    times = [[seconds(partial(fit, feed), 1) for feed in feeds] for _ in range(turns)]
    from_disk, from_memory = map(statistics.median, zip(*times, strict=True))
    return round(from_memory / from_disk, 3)


def processor():
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
        return next(line.split(": ")[1] for line in lines if line.startswith("model name"))
    except (OSError, StopIteration):
        return platform.processor() or platform.machine()


def main():
    parser = argparse.ArgumentParser(prog="python -m experiments.benchmark", description=__doc__)
    parser.add_argument("--turns", type=int, default=7, help="steps of each (default: 7)")
    parser.add_argument("--cores", type=int, default=2, help="processor cores (default: 2)")
    options = parser.parse_args()
    tf.get_logger().setLevel("ERROR")  # else it warns that many functions are compiled
    tf.config.threading.set_intra_op_parallelism_threads(options.cores)
    tf.config.threading.set_inter_op_parallelism_threads(options.cores)
    # First, before the networks fill the memory.
    shares = around_the_network()
    steppers = {name: stepper(build(), batch) for name, (build, batch) in CONTENDERS.items()}
    turns = [{name: timed() for name, timed in steppers.items()} for _ in range(options.turns)]
    medians = {name: round(statistics.median(t[name] for t in turns), 4) for name in steppers}
    lean = medians["lean pair"]
    for name, value in medians.items():
        print(f"{name:30} {value:7.3f} s a picture  {value / lean:5.1f} times the lean pair")
    result = {
        "seconds_per_picture": medians,
        "batch": {name: batch for name, (_, batch) in CONTENDERS.items()},
        "limit": share_of_limit(lean_pair(), lean),
        "shares_of_rgb2lab": shares,
        "speed_from_disk": speed_from_disk(options.turns),
        "cores": options.cores,
        "processor": processor(),
        "tensorflow": tf.__version__,
        "keras": keras.__version__,
    }
    print(json.dumps(result, indent=1))
    save_atomically(RESULTS, lambda file: file.write(json.dumps(result, indent=1).encode()))


if __name__ == "__main__":
    main()
