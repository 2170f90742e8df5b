"""A GAN small enough to watch: points on a line or in the plane, two little networks, one game.

The generator turns *noise* (random numbers) into points; the discriminator gives each point a score
that is positive where it believes the point real. `play` trains both and hands over a `Snapshot`
every few rounds, which is all that figures and widgets need.
"""

from . import quiet  # noqa: F401  (before TensorFlow, so that it starts silently)

# isort: split
from dataclasses import dataclass

import keras
import numpy as np
import tensorflow as tf

from .errors import ColorlibError

__all__ = [
    "TARGETS",
    "Game",
    "Rules",
    "Snapshot",
    "Target",
    "build_mlp",
    "density",
    "discriminator_loss",
    "generate",
    "minimax_loss",
    "modes_covered",
    "non_saturating_loss",
    "play",
    "play_round",
    "probability_real",
    "sample",
    "set_rates",
    "take_snapshot",
    "train_discriminator",
]

# Points kept in a snapshot, and grid points along each axis of its decision field (1-D, 2-D).
SHOWN = 400
GRID = {1: 241, 2: 61}


@dataclass(frozen=True)
class Target:
    """Where real points come from: equally likely Gaussian bumps.

    A curve is a row of bumps that overlap, so every target has an exact density.

    Attributes
    ----------
    centers : numpy.ndarray, float32, shape (bumps, dimensions)
        One or two dimensions.
    spread : float
        Standard deviation of each bump, the same in all directions.
    limit : float
        Figures and decision fields reach from −limit to limit along each axis.
    """

    centers: np.ndarray
    spread: float
    limit: float

    @property
    def dimensions(self):
        return self.centers.shape[1]


def on_curve(function, bumps):
    t = np.linspace(0, 1, bumps, dtype=np.float32)
    return np.stack(function(t), axis=-1).astype(np.float32)


TARGETS = {
    "one bump": Target(on_curve(lambda t: (2 + 0 * t,), 1), 0.5, 5.0),
    "two bumps": Target(on_curve(lambda t: (4 * t - 2,), 2), 0.5, 5.0),
    "line": Target(on_curve(lambda t: (4 * t - 2, 2 * t - 1), 40), 0.1, 3.0),
    "ring of eight": Target(
        on_curve(lambda t: (2 * np.cos(7 / 4 * np.pi * t), 2 * np.sin(7 / 4 * np.pi * t)), 8),
        0.15,
        3.0,
    ),
    "spiral": Target(
        on_curve(lambda t: (2.4 * t * np.cos(9 * t), 2.4 * t * np.sin(9 * t)), 60), 0.08, 3.0
    ),
}


def sample(target, n, seed=0):
    """Draw real points.

    Parameters
    ----------
    target : Target
    n : int
    seed : int, optional

    Returns
    -------
    numpy.ndarray, float32, shape (n, dimensions)
    """
    rng = np.random.default_rng(seed)
    centers = target.centers[rng.integers(len(target.centers), size=n)]
    return (centers + target.spread * rng.normal(size=centers.shape)).astype(np.float32)


def density(target, points):
    """Probability density of the target, exactly.

    Parameters
    ----------
    target : Target
    points : array, shape (n, dimensions)

    Returns
    -------
    numpy.ndarray, shape (n,)
        Per unit of length or of area.
    """
    apart = np.asarray(points)[:, None] - target.centers
    bumps = np.exp(-(apart**2).sum(axis=-1) / (2 * target.spread**2))
    return bumps.mean(axis=1) / (np.sqrt(2 * np.pi) * target.spread) ** target.dimensions


def modes_covered(target, points):
    """Count the bumps that the generated points have found.

    A bump counts when at least a quarter of its fair share of the points lie within three standard
    deviations of its center.

    Parameters
    ----------
    target : Target
    points : array, shape (n, dimensions)

    Returns
    -------
    int
        0 to the number of bumps.

    References
    ----------
    The measure follows Srivastava et al. (2017), VEEGAN, NeurIPS, section 4.1.
    """
    apart = np.linalg.norm(np.asarray(points)[:, None] - target.centers, axis=-1)
    shares = (apart < 3 * target.spread).mean(axis=0)
    return int((shares >= 0.25 / len(target.centers)).sum())


def discriminator_loss(score_real, score_fake):
    """Cross-entropy of a judge whose probability of "real" is sigmoid(score).

    ``softplus(-s)`` is −log sigmoid(s) and ``softplus(s)`` is −log(1 − sigmoid(s)), without ever
    taking the logarithm of zero. Sum of both halves: log 4 for a judge that says 0.5 to everything.
    """
    return tf.reduce_mean(tf.nn.softplus(-score_real)) + tf.reduce_mean(tf.nn.softplus(score_fake))


def non_saturating_loss(score_fake):
    """The generator's usual loss, −log D: log 2 when the judge says 0.5 to everything."""
    return tf.reduce_mean(tf.nn.softplus(-score_fake))


def minimax_loss(score_fake):
    """The generator's loss in the original game, log(1 − D): −log 2 at a judge's 0.5."""
    return -tf.reduce_mean(tf.nn.softplus(score_fake))


G_LOSSES = {"non-saturating": non_saturating_loss, "minimax": minimax_loss}


@dataclass(frozen=True)
class Rules:
    """How a game is played.

    Attributes
    ----------
    d_steps : int
        Moves of the discriminator in each round; the generator makes one.
    loss : {"non-saturating", "minimax"}
        The generator's.
    g_rate, d_rate : float
        Learning rates of Adam.
    momentum : float
        Adam's first one (β₁).
    batch : int
        Points of each kind in a move.
    noise : int
        Numbers in the generator's input, each from a normal distribution.
    g_width, d_width : int
        Units in each of a network's two hidden layers.
    """

    d_steps: int = 1
    loss: str = "non-saturating"
    g_rate: float = 1e-3
    d_rate: float = 1e-3
    momentum: float = 0.5
    batch: int = 128
    noise: int = 2
    g_width: int = 32
    d_width: int = 32


def build_mlp(inputs, outputs, width, seed, activation, name):
    """Build a small fully connected network with two hidden layers."""
    starts = [keras.initializers.GlorotUniform(seed=seed + i) for i in range(3)]
    return keras.Sequential(
        [
            keras.Input((inputs,)),
            keras.layers.Dense(width, activation, kernel_initializer=starts[0]),
            keras.layers.Dense(width, activation, kernel_initializer=starts[1]),
            keras.layers.Dense(outputs, kernel_initializer=starts[2]),
        ],
        name=name,
    )


class Game:
    """Two networks, their optimizers and their rules.

    Parameters
    ----------
    target : str or Target
        A name in ``TARGETS``, or a target of your own.
    seed : int, optional
        First weights and all noise follow from it.
    **rules
        See `Rules`.

    Raises
    ------
    ColorlibError
        If the target or the loss is unknown.
    """

    def __init__(self, target="ring of eight", seed=0, **rules):
        if isinstance(target, str):
            if target not in TARGETS:
                raise ColorlibError(f"No target is called {target!r}; take one of {list(TARGETS)}.")
            target = TARGETS[target]
        self.target = target
        self.rules = Rules(**rules)
        if self.rules.loss not in G_LOSSES:
            raise ColorlibError(f"loss is {self.rules.loss!r}; take one of {list(G_LOSSES)}.")
        self.generator_loss = G_LOSSES[self.rules.loss]
        r, dims = self.rules, target.dimensions
        self.generator = build_mlp(r.noise, dims, r.g_width, 10 * seed + 1, "relu", "generator")
        self.discriminator = build_mlp(
            dims, 1, r.d_width, 10 * seed + 5, "leaky_relu", "discriminator"
        )
        self.g_optimizer = keras.optimizers.Adam(r.g_rate, beta_1=r.momentum)
        self.d_optimizer = keras.optimizers.Adam(r.d_rate, beta_1=r.momentum)
        self.g_optimizer.build(self.generator.trainable_variables)
        self.d_optimizer.build(self.discriminator.trainable_variables)
        self.random = tf.random.Generator.from_seed(seed)
        self.shown_noise = np.random.default_rng(seed).normal(size=(SHOWN, r.noise)).astype("f4")
        self.shown_real = sample(target, SHOWN, seed)
        self.rounds = 0
        self.many_rounds = tf.function(self._many_rounds)

    def real_batch(self):
        which = self.random.uniform([self.rules.batch], 0, len(self.target.centers), tf.int32)
        centers = tf.gather(self.target.centers, which)
        return centers + self.target.spread * self.random.normal(tf.shape(centers))

    def noise_batch(self):
        return self.random.normal([self.rules.batch, self.rules.noise])

    def _many_rounds(self, n):
        sums = tf.zeros(4)
        for _ in tf.range(n):
            sums += tf.stack(play_round(self))
        return sums / tf.cast(n, tf.float32)


def play_round(game):
    """Play one round: the discriminator moves ``d_steps`` times, then the generator once.

    Returns
    -------
    d_loss, g_loss, accuracy, g_gradient : scalar tensors
        Before the moves; the last is the length of the generator's gradient.
    """
    for _ in range(game.rules.d_steps):
        real, fake = game.real_batch(), game.generator(game.noise_batch())
        with tf.GradientTape() as d_tape:
            score_real, score_fake = game.discriminator(real), game.discriminator(fake)
            d_loss = discriminator_loss(score_real, score_fake)
        weights = game.discriminator.trainable_variables
        game.d_optimizer.apply(d_tape.gradient(d_loss, weights), weights)

    noise = game.noise_batch()
    with tf.GradientTape() as g_tape:
        g_loss = game.generator_loss(game.discriminator(game.generator(noise)))
    weights = game.generator.trainable_variables
    gradient = g_tape.gradient(g_loss, weights)
    game.g_optimizer.apply(gradient, weights)

    right = tf.concat([score_real > 0, score_fake < 0], axis=0)
    return (
        d_loss,
        g_loss,
        tf.reduce_mean(tf.cast(right, tf.float32)),
        tf.linalg.global_norm(gradient),
    )
