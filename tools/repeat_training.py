"""Train twice with the same seed, in two processes, and compare the weights bit for bit.

``python -m tools.repeat_training`` does it for every pair of networks of the course, with one
thread and with all, without and with TensorFlow's deterministic operations.
"""

import hashlib
import itertools
import os
import subprocess
import sys
import tempfile
import time

SIZES = {"shapes": 32, "reference": 256, "lean": 128}
# In all, in two epochs.
STEPS = 4


def build(pair):
    from colorlib import ColorGAN, build_discriminator, build_generator
    from colorlib.backend import keras
    from colorlib.experiments import build_lean_gan
    from colorlib.networks import build_lean_generator

    size = SIZES[pair]
    if pair == "lean":
        return build_lean_gan(build_lean_generator(size), STEPS)
    gan = ColorGAN(build_generator(size), build_discriminator(size))
    gan.compile(keras.optimizers.Adam(1e-3), keras.optimizers.Adam(1e-4))
    return gan


def train_once(pair, threads, deterministic):
    """Print a hash of the trained weights, and the seconds of the second epoch."""
    import numpy as np

    from colorlib.backend import keras, tf
    from colorlib.gan import ColorBatches, train

    tf.config.threading.set_intra_op_parallelism_threads(int(threads))
    keras.utils.set_random_seed(1)
    if deterministic == "True":
        tf.config.experimental.enable_op_determinism()
    gan = build(pair)
    size = SIZES[pair]
    rgb = np.random.default_rng(2).integers(0, 256, (4 * STEPS // 2, size, size, 3), np.uint8)
    with tempfile.TemporaryDirectory() as folder:
        history = train(gan, ColorBatches(rgb, 4), 2, folder, pretrain_epochs=int(pair != "lean"))
    weights = [*gan.generator.get_weights(), *gan.discriminator.get_weights()]
    data = b"".join(weight.tobytes() for weight in weights)
    print(hashlib.sha256(data).hexdigest()[:16], history["seconds"][1])


def main():
    for deterministic, threads, pair in itertools.product(
        (False, True), (1, os.cpu_count()), SIZES
    ):
        command = [sys.executable, "-m", __spec__.name, pair, str(threads), str(deterministic)]
        started = time.perf_counter()
        runs = [
            subprocess.run(command, capture_output=True, text=True, check=True).stdout.split()
            for _ in range(2)
        ]
        equal = runs[0][0] == runs[1][0]
        print(
            f"{pair}, {threads} threads, deterministic operations {deterministic}: "
            f"{'equal' if equal else 'different'}; {runs[0][1]} and {runs[1][1]} s "
            f"({time.perf_counter() - started:.0f} s in all)",
            flush=True,
        )


if __name__ == "__main__":
    train_once(*sys.argv[1:]) if sys.argv[1:] else main()
