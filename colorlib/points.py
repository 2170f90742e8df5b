"""A GAN small enough to watch: points on a line or in the plane, two little networks, one game.

The generator turns *noise* (random numbers) into points; the discriminator gives each point a score
that is positive where it believes the point real. `play` trains both and hands over a `Snapshot`
every few rounds, which is all that figures and widgets need.
"""

from . import quiet  # noqa: F401  (before TensorFlow, so that it starts silently)

# isort: split
from dataclasses import dataclass, replace
from functools import partial
from typing import NamedTuple

import keras
import numpy as np
import tensorflow as tf

from .errors import ColorlibError

__all__ = [
    "G_LOSSES",
    "OPTIMIZERS",
    "TARGETS",
    "Game",
    "Rules",
    "Snapshot",
    "Target",
    "advance",
    "build_mlp",
    "change_rules",
    "change_target",
    "density",
    "discriminator_loss",
    "drawn_target",
    "generate",
    "minimax_loss",
    "modes_covered",
    "move_discriminator",
    "move_generator",
    "noise_batch",
    "non_saturating_loss",
    "play",
    "play_round",
    "probability_real",
    "real_batch",
    "sample",
    "take_snapshot",
    "train_discriminator",
]

# Points of each kind in a snapshot, and grid points along each axis of its decision field, for one
# and for two dimensions.
SHOWN = 500
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
    """Place centers along a curve, from its coordinates as functions of 0 to 1."""
    t = np.linspace(0, 1, bumps, dtype=np.float32)
    return np.stack(function(t), axis=-1).astype(np.float32)


TARGETS = {
    "one bump": Target(on_curve(lambda t: [2 + 0 * t], 1), 0.5, 5.0),
    "two bumps": Target(on_curve(lambda t: [4 * t - 2], 2), 0.5, 5.0),
    "two Gaussians": Target(on_curve(lambda t: [3 * t - 1.5, 2 * t - 1], 2), 0.3, 3.0),
    "line": Target(on_curve(lambda t: [4 * t - 2, 2 * t - 1], 40), 0.1, 3.0),
    "ring of eight": Target(
        on_curve(lambda t: [2 * np.cos(1.75 * np.pi * t), 2 * np.sin(1.75 * np.pi * t)], 8),
        0.15,
        3.0,
    ),
    "spiral": Target(
        on_curve(lambda t: [2.4 * t * np.cos(9 * t), 2.4 * t * np.sin(9 * t)], 60), 0.08, 3.0
    ),
}


def drawn_target(strokes, limit=3.0, spread=0.12):
    """Make a target from lines drawn on a picture of the plane.

    Parameters
    ----------
    strokes : sequence of sequence of (x, y)
        Lines of one point or more: shares of the picture's width and height, 0 to 1, from the
        upper left corner.
    limit, spread : float, optional
        As for `Target`.

    Returns
    -------
    Target
        With bumps all along the lines, about a spread apart.

    Raises
    ------
    ColorlibError
        If nothing is drawn.
    """
    centers = []
    for stroke in strokes:
        corners = (np.asarray(stroke, np.float32) * 2 - 1) * (limit, -limit)
        way = np.append(0, np.linalg.norm(np.diff(corners, axis=0), axis=1).cumsum())
        stops = np.linspace(0, way[-1], 1 + int(way[-1] / spread))
        centers.append(np.stack([np.interp(stops, way, axis) for axis in corners.T], axis=-1))
    if not centers:
        raise ColorlibError("There is nothing drawn: a target takes one point at least.")
    return Target(np.concatenate(centers).astype(np.float32), spread, limit)


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


OPTIMIZERS = {
    "adam": lambda rate, momentum: keras.optimizers.Adam(rate, beta_1=momentum),
    "sgd": lambda rate, momentum: keras.optimizers.SGD(rate, momentum=momentum),
}


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
        Learning rates.
    optimizer : {"adam", "sgd"}
    momentum : float
        Share of the last direction that a move keeps, 0 to 1 (Adam's β₁).
    batch : int
        Points of each kind in a move.
    noise : int
        Numbers in the generator's input, each from a standard normal distribution.
    g_width, d_width : int
        Units in each of a network's two hidden layers.
    """

    d_steps: int = 1
    loss: str = "non-saturating"
    g_rate: float = 1e-3
    d_rate: float = 1e-3
    optimizer: str = "adam"
    momentum: float = 0.5
    batch: int = 128
    noise: int = 2
    g_width: int = 32
    d_width: int = 32


def build_mlp(inputs, outputs, width, seed, activation):
    """Build a small fully connected network with two hidden layers."""
    starts = [keras.initializers.GlorotUniform(seed=seed + i) for i in range(3)]
    return keras.Sequential(
        [
            keras.Input((inputs,)),
            keras.layers.Dense(width, activation, kernel_initializer=starts[0]),
            keras.layers.Dense(width, activation, kernel_initializer=starts[1]),
            keras.layers.Dense(outputs, kernel_initializer=starts[2]),
        ]
    )


class Game:
    """Two networks, their optimizers and their rules.

    Parameters
    ----------
    target : str or Target, optional
        A name in ``TARGETS``, or a target of your own.
    seed : int, optional
        First weights and all noise follow from it.
    **rules
        See `Rules`; some of them may be changed later on, with `change_rules`.

    Attributes
    ----------
    generator, discriminator : keras.Model
        (n, noise) to (n, dimensions), and (n, dimensions) to a score of shape (n, 1).
    round : int
        Rounds played so far.

    Raises
    ------
    ColorlibError
        If the target, the loss or the optimizer is unknown.
    """

    def __init__(self, target="ring of eight", seed=0, **rules):
        self.target = known(target, TARGETS, "target") if isinstance(target, str) else target
        self.rules = r = Rules(**rules)
        self.generator_loss = known(r.loss, G_LOSSES, "loss")
        make_optimizer = known(r.optimizer, OPTIMIZERS, "optimizer")
        self.g_optimizer = make_optimizer(r.g_rate, r.momentum)
        self.d_optimizer = make_optimizer(r.d_rate, r.momentum)

        size = self.target.dimensions
        self.generator = build_mlp(r.noise, size, r.g_width, 10 * seed + 1, "relu")
        self.discriminator = build_mlp(size, 1, r.d_width, 10 * seed + 5, "leaky_relu")
        self.g_optimizer.build(self.generator.trainable_variables)
        self.d_optimizer.build(self.discriminator.trainable_variables)

        # Variables, so that the target can be moved while the game goes on.
        self.centers = tf.Variable(self.target.centers, shape=(None, size), trainable=False)
        self.spread = tf.Variable(self.target.spread, trainable=False)
        self.random = tf.random.Generator.from_seed(seed)
        self.round = 0
        compile_moves(self)


def compile_moves(game):
    """Put the present rules into TensorFlow's graph.

    Loops in there play about 2,000 rounds a second; with a call from outside for each, 500.
    """
    game.repeat_round = tf.function(partial(repeat, play_round, game))
    game.repeat_d_move = tf.function(partial(repeat, move_discriminator, game))
    game.measure = tf.function(partial(measure, game))


def known(name, choices, kind):
    if name not in choices:
        raise ColorlibError(f"No {kind} is called {name!r}; choose from {', '.join(choices)}.")
    return choices[name]


def repeat(function, game, times):
    for _ in tf.range(times):
        function(game)


def change_rules(game, **changes):
    """Change rules of a game that has begun; its networks stay as they are.

    Parameters
    ----------
    game : Game
        Changed in place.
    **changes
        ``g_rate``, ``d_rate``, ``momentum``, ``d_steps`` or ``loss``, as for `Rules`.

    Raises
    ------
    ColorlibError
        If the loss is unknown, or if another rule is named: that takes a new game.
    """
    fixed = sorted(set(changes) - {"g_rate", "d_rate", "momentum", "d_steps", "loss"})
    if fixed:
        raise ColorlibError(f"A game keeps its {' and '.join(fixed)}: start a new one instead.")
    rules = replace(game.rules, **changes)
    loss = known(rules.loss, G_LOSSES, "loss")
    for optimizer, rate in ((game.g_optimizer, rules.g_rate), (game.d_optimizer, rules.d_rate)):
        optimizer.learning_rate.assign(rate)
        name = "beta_1" if rules.optimizer == "adam" else "momentum"
        setattr(optimizer, name, rules.momentum)
    # Rates are variables; all other rules are written into the graph.
    only_rates = rules == replace(game.rules, g_rate=rules.g_rate, d_rate=rules.d_rate)
    game.rules, game.generator_loss = rules, loss
    if not only_rates:
        compile_moves(game)


def change_target(game, target):
    """Move the target of a game that has begun; its networks stay as they are.

    Parameters
    ----------
    game : Game
        Changed in place.
    target : str or Target
        With as many dimensions as the present one.

    Raises
    ------
    ColorlibError
        If the target is unknown or has another number of dimensions.
    """
    target = known(target, TARGETS, "target") if isinstance(target, str) else target
    if target.dimensions != game.target.dimensions:
        raise ColorlibError(
            f"This game's points have {game.target.dimensions} dimensions and the new target's "
            f"{target.dimensions}: start a new game instead."
        )
    game.target = target
    game.centers.assign(target.centers)
    game.spread.assign(target.spread)


def real_batch(game):
    """Draw a batch of real points, shape (batch, dimensions)."""
    size = game.rules.batch
    which = game.random.uniform([size], 0, tf.shape(game.centers)[0], tf.int32)
    apart = game.spread * game.random.normal([size, game.target.dimensions])
    return tf.gather(game.centers, which) + apart


def noise_batch(game):
    """Draw a batch of noise, shape (batch, noise)."""
    return game.random.normal([game.rules.batch, game.rules.noise])


def move_discriminator(game):
    """Show the discriminator a fresh batch of each kind and move it one step downhill."""
    real, fake = real_batch(game), game.generator(noise_batch(game))
    with tf.GradientTape() as tape:
        loss = discriminator_loss(game.discriminator(real), game.discriminator(fake))
    weights = game.discriminator.trainable_variables
    game.d_optimizer.apply(tape.gradient(loss, weights), weights)


def move_generator(game):
    """Let the discriminator judge a batch of fakes and move the generator one step downhill."""
    noise = noise_batch(game)
    with tf.GradientTape() as tape:
        loss = game.generator_loss(game.discriminator(game.generator(noise)))
    weights = game.generator.trainable_variables
    game.g_optimizer.apply(tape.gradient(loss, weights), weights)


def play_round(game):
    """Play one round: the discriminator moves ``d_steps`` times, then the generator once."""
    for _ in tf.range(game.rules.d_steps):
        move_discriminator(game)
    move_generator(game)


def train_discriminator(game, moves):
    """Train the discriminator alone, against a generator that stands still.

    Parameters
    ----------
    game : Game
        Changed in place.
    moves : int
    """
    game.repeat_d_move(tf.constant(moves))


def generate(game, n=SHOWN, seed=0):
    """Draw fake points; the same seed gives the same noise whatever the generator has learned.

    Parameters
    ----------
    game : Game
    n : int, optional
    seed : int, optional

    Returns
    -------
    numpy.ndarray, float32, shape (n, dimensions)
    """
    noise = np.random.default_rng(seed).normal(size=(n, game.rules.noise))
    return game.generator(noise.astype(np.float32)).numpy()


def probability_real(game, points):
    """The discriminator's probability that points are real.

    Parameters
    ----------
    game : Game
    points : array, shape (n, dimensions)

    Returns
    -------
    numpy.ndarray, float32, shape (n,)
        0 to 1.
    """
    scores = game.discriminator(np.asarray(points, np.float32))
    return tf.sigmoid(scores).numpy()[:, 0]


class Snapshot(NamedTuple):
    """What a game looks like after some rounds: all that figures and widgets need.

    Attributes
    ----------
    round : int
    target : Target
    real, fake : numpy.ndarray, float32, shape (500, dimensions)
        The same real points and the same noise each time, so that points can be seen to move.
    axis : numpy.ndarray, shape (k,)
        Grid coordinates, the same along each axis.
    field : numpy.ndarray, float32, shape (k,) or (k, k)
        Probability of "real" on the grid; rows go along the second coordinate.
    d_loss, g_loss : float
        On the points of this snapshot.
    accuracy : float
        Share of the real and fake points that the discriminator tells rightly, 0 to 1.
    g_gradient : float
        Length of the generator's gradient.
    push : numpy.ndarray, float32, shape (500, dimensions)
        Where the generator's loss pushes each fake: minus the gradient of that fake's own loss.
    """

    round: int
    target: Target
    real: np.ndarray
    fake: np.ndarray
    axis: np.ndarray
    field: np.ndarray
    d_loss: float
    g_loss: float
    accuracy: float
    g_gradient: float
    push: np.ndarray


def measure(game, real, noise, grid):
    """Calculate what a snapshot holds, as tensors; compiled, it takes a tenth of the time."""
    with tf.GradientTape() as tape:
        fake = game.generator(noise)
        score_fake = game.discriminator(fake)
        g_loss = game.generator_loss(score_fake)
    weights = game.generator.trainable_variables
    gradient, *weight_gradients = tape.gradient(g_loss, [fake, *weights])
    score_real = game.discriminator(real)
    right = tf.concat([score_real > 0, score_fake < 0], axis=0)
    return {
        "fake": fake,
        "field": tf.sigmoid(game.discriminator(grid))[:, 0],
        "d_loss": discriminator_loss(score_real, score_fake),
        "g_loss": g_loss,
        "accuracy": tf.reduce_mean(tf.cast(right, tf.float32)),
        "g_gradient": tf.linalg.global_norm(weight_gradients),
        # The loss is a mean over the fakes, so that each has only its share in it.
        "push": -SHOWN * gradient,
    }


def take_snapshot(game):
    """Measure a game without moving it.

    Parameters
    ----------
    game : Game

    Returns
    -------
    Snapshot
    """
    target = game.target
    real = sample(target, SHOWN)
    noise = np.random.default_rng(0).normal(size=(SHOWN, game.rules.noise)).astype(np.float32)
    axis = np.linspace(-target.limit, target.limit, GRID[target.dimensions])
    grid = np.stack(np.meshgrid(*[axis] * target.dimensions), axis=-1)
    points = grid.reshape(-1, target.dimensions).astype(np.float32)
    measured = {name: value.numpy() for name, value in game.measure(real, noise, points).items()}
    measured["field"] = measured["field"].reshape(grid.shape[:-1])
    numbers = {
        name: float(measured.pop(name)) for name in ("d_loss", "g_loss", "accuracy", "g_gradient")
    }
    return Snapshot(game.round, target, real, axis=axis, **measured, **numbers)


def advance(game, rounds):
    """Play some rounds.

    Parameters
    ----------
    game : Game
        Changed in place.
    rounds : int

    Returns
    -------
    Snapshot
        Of the game afterwards.

    Raises
    ------
    ColorlibError
        If the numbers leave all bounds, as they do when a learning rate is far too high.
    """
    game.repeat_round(tf.constant(rounds))
    game.round += rounds
    snapshot = take_snapshot(game)
    if not np.isfinite([snapshot.d_loss, snapshot.g_loss]).all():
        raise ColorlibError(
            f"The game diverged within {game.round} rounds (a loss is not a number): start a "
            "new one with lower learning rates."
        )
    return snapshot


def play(game, rounds, every):
    """Play on, and hand over a snapshot at the start and after every few rounds.

    Nothing moves until the next snapshot is asked for, so a widget can pause the game by waiting.

    Parameters
    ----------
    game : Game
        Changed in place.
    rounds : int
        Rounds to play.
    every : int
        Rounds between snapshots.

    Yields
    ------
    Snapshot

    Raises
    ------
    ColorlibError
        As `advance` does.
    """
    yield take_snapshot(game)
    for _ in range(rounds // every):
        yield advance(game, every)
