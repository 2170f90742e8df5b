"""A GAN small enough to watch: a generator turns *noise* (random numbers) into points.

The discriminator gives each point a logit, positive where it believes the point real. `watch`
trains both and yields a `Snapshot` every few iterations: all that figures and widgets need.
"""

from dataclasses import dataclass, replace
from functools import partial
from typing import NamedTuple

import numpy as np

from .backend import keras, tf
from .losses import LOSSES, PENALTIES
from .settings import ColorlibError

POINTS = 500  # of each kind in a snapshot
GRID = {1: 241, 2: 61}  # grid points along each axis, for one and for two dimensions


@dataclass(frozen=True)
class Target:
    """The distribution of the real points: Gaussian bumps, all equally likely."""

    centers: np.ndarray  # float32, shape (bumps, dimensions); a curve is a row of bumps
    spread: float  # standard deviation of each bump, the same in all directions
    limit: float  # figures reach from −limit to limit along each axis

    @property
    def dimensions(self):
        return self.centers.shape[1]


def on_curve(curve, bumps):
    """Place centers along a curve, whose coordinates are functions of 0 to 1."""
    return np.stack(curve(np.linspace(0, 1, bumps, dtype=np.float32)), axis=-1)


def polar(radius, angle):
    return radius * np.cos(angle), radius * np.sin(angle)


TARGETS = {
    "one bump": Target(on_curve(lambda t: [2 + 0 * t], 1), 0.5, 5.0),
    "two bumps": Target(on_curve(lambda t: [4 * t - 2], 2), 0.5, 5.0),
    "two Gaussians": Target(on_curve(lambda t: [3 * t - 1.5, 2 * t - 1], 2), 0.3, 3.0),
    "line": Target(on_curve(lambda t: [4 * t - 2, 2 * t - 1], 40), 0.1, 3.0),
    "ring of eight": Target(on_curve(lambda t: polar(2, 1.75 * np.pi * t), 8), 0.15, 3.0),
    "spiral": Target(on_curve(lambda t: polar(2.4 * t, 9 * t), 60), 0.08, 3.0),
}


def drawn_target(strokes):
    """Make a target from lines of (x, y), shares of a picture from its upper left corner."""
    limit, spread = 3.0, 0.12
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
    """Draw n real points: float32, shape (n, dimensions)."""
    rng = np.random.default_rng(seed)
    centers = target.centers[rng.integers(len(target.centers), size=n)]
    return (centers + target.spread * rng.normal(size=centers.shape)).astype(np.float32)


def density(target, points):
    """Exact probability density of the target, shape (n,), at points of shape (n, dimensions)."""
    apart = np.asarray(points)[:, None] - target.centers
    bumps = np.exp(-(apart**2).sum(axis=-1) / (2 * target.spread**2))
    return bumps.mean(axis=1) / (np.sqrt(2 * np.pi) * target.spread) ** target.dimensions


def modes_covered(target, points):
    """Count the modes (bumps) that generated points cover.

    A mode is covered when at least a quarter of its fair share of the points lie within three
    standard deviations of its center, after Srivastava et al. (2017), VEEGAN, arXiv:1705.07761,
    section 4.1.
    """
    apart = np.linalg.norm(np.asarray(points)[:, None] - target.centers, axis=-1)
    shares = (apart < 3 * target.spread).mean(axis=0)
    return int((shares >= 0.25 / len(target.centers)).sum())


# What makes each, given the momentum, a variable.
OPTIMIZERS = {
    "adam": lambda momentum: keras.optimizers.Adam(beta_1=momentum),
    "sgd": lambda momentum: keras.optimizers.SGD(),
}


@dataclass(frozen=True)
class Options:
    """How a `ToyGAN` trains."""

    d_steps: int = 1  # updates of the discriminator in a training step
    loss: str = "non-saturating"  # a name in LOSSES
    penalty: str = "none"  # on the discriminator's slope: a name in PENALTIES
    gamma: float = 1.0  # weight of the penalty
    g_rate: float = 1e-3  # learning rate of the generator
    d_rate: float = 1e-3
    momentum: float = 0.5  # Adam's β₁, 0 to 1
    optimizer: str = "adam"  # or "sgd", plain gradient descent
    batch: int = 128  # points of each kind in an update
    noise: int = 2  # standard normal numbers that make one generated point
    g_width: int = 32  # units in each of the generator's two hidden layers
    d_width: int = 32


def known(name, choices, kind):
    """Look a name up; targets may also be given themselves."""
    if isinstance(name, Target):
        return name
    if name not in choices:
        raise ColorlibError(f"No {kind} is called {name!r}; choose from {', '.join(choices)}.")
    return choices[name]


def build_mlp(inputs, outputs, width, seed, activation):
    """Build a small fully connected network with two hidden layers."""
    units = (width, activation), (width, activation), (outputs, None)
    layers = [keras.Input((inputs,))]
    for i, (count, bend) in enumerate(units):
        start = keras.initializers.GlorotUniform(seed=seed + i)
        layers.append(keras.layers.Dense(count, bend, kernel_initializer=start))
    return keras.Sequential(layers)


class ToyGAN(keras.Model):
    """A generator and a discriminator of points, with an optimizer each.

    ``generator`` maps (n, noise) to points (n, dimensions), ``discriminator`` points to logits
    (n, 1); ``iteration`` counts the training steps.

    Parameters
    ----------
    target : str or Target
        A name in ``TARGETS``, or a target of your own.
    seed : int, optional
        Sets the first weights and all noise.
    **options
        As in `Options`.
    """

    def __init__(self, target, seed=0, **options):
        super().__init__()
        self.target, self.iteration = known(target, TARGETS, "target"), 0
        self.options = o = Options(**options)
        size = self.target.dimensions
        self.generator = build_mlp(o.noise, size, o.g_width, 10 * seed + 1, "relu")
        self.discriminator = build_mlp(size, 1, o.d_width, 10 * seed + 5, "leaky_relu")
        # Variables, so that a GAN changes while it trains without being compiled anew.
        self.centers = tf.Variable(self.target.centers, shape=(None, size), trainable=False)
        self.spread = tf.Variable(self.target.spread, trainable=False)
        self.d_steps, self.momentum = map(tf.Variable, (1, 0.5))
        make = known(o.optimizer, OPTIMIZERS, "optimizer")
        self.g_optimizer, self.d_optimizer = make(self.momentum), make(self.momentum)
        self.g_optimizer.build(self.generator.trainable_variables)
        self.d_optimizer.build(self.discriminator.trainable_variables)
        self.random = tf.random.Generator.from_seed(seed)
        compile_functions(self)
        change_options(self, **vars(o))


def compile_functions(gan):
    """Have the functions that train and measure a toy GAN turned into graphs, at their next call.

    A loop within a graph makes about 2,000 iterations a second; calls from outside, 500.
    """
    gan.repeat_step = tf.function(partial(repeat, train_step, gan))
    gan.repeat_d_update = tf.function(partial(repeat, update_discriminator, gan))
    gan.measure = tf.function(partial(measure, gan))


def change_options(gan, **changes):
    """Change losses, learning rates, momentum or d_steps; the networks stay as they are."""
    before, gan.options = gan.options, replace(gan.options, **changes)
    options = gan.options
    known(options.loss, LOSSES, "loss")
    known(options.penalty, PENALTIES, "penalty")
    asked = options.loss, options.penalty, options.gamma
    if asked != (before.loss, before.penalty, before.gamma):
        compile_functions(gan)
    gan.d_steps.assign(options.d_steps)
    gan.momentum.assign(options.momentum)
    gan.g_optimizer.learning_rate.assign(options.g_rate)
    gan.d_optimizer.learning_rate.assign(options.d_rate)


def d_loss(gan, real_logits, fake_logits):
    """The discriminator's loss, as the options have it."""
    return LOSSES[gan.options.loss].d(real_logits, fake_logits)


def penalty(gan, real, fake):
    """What the options add to the discriminator's loss for its slope; 0 for most GANs."""
    return gan.options.gamma * PENALTIES[gan.options.penalty](gan.discriminator, real, fake)


def g_loss(gan, fake_logits, real=None):
    """The generator's loss, as the options have it; one that compares draws real points."""
    loss, real_logits = LOSSES[gan.options.loss], None
    if loss.compares:
        real_logits = gan.discriminator(real_batch(gan) if real is None else real)
    return loss.g(real_logits, fake_logits)


def repeat(update, gan, times):
    for _ in tf.range(times):
        update(gan)


def change_target(gan, target):
    """Move the target, to one of as many dimensions; the networks stay as they are."""
    gan.target = known(target, TARGETS, "target")
    gan.centers.assign(gan.target.centers)
    gan.spread.assign(gan.target.spread)


def real_batch(gan):
    """Draw a batch of real points, shape (batch, dimensions)."""
    size = gan.options.batch
    which = gan.random.uniform([size], 0, tf.shape(gan.centers)[0], tf.int32)
    apart = gan.spread * gan.random.normal([size, gan.target.dimensions])
    return tf.gather(gan.centers, which) + apart


def noise_batch(gan):
    """Draw a batch of noise, shape (batch, noise)."""
    return gan.random.normal([gan.options.batch, gan.options.noise])


def update_discriminator(gan):
    """Update the discriminator once, on a batch of real points and a batch of fakes."""
    real, fake = real_batch(gan), gan.generator(noise_batch(gan))
    with tf.GradientTape() as tape:
        loss = d_loss(gan, gan.discriminator(real), gan.discriminator(fake))
        loss += penalty(gan, real, fake)
    weights = gan.discriminator.trainable_variables
    gan.d_optimizer.apply(tape.gradient(loss, weights), weights)


def update_generator(gan):
    """Update the generator once, on the discriminator's logits for a batch of fakes."""
    noise = noise_batch(gan)
    with tf.GradientTape() as tape:
        loss = g_loss(gan, gan.discriminator(gan.generator(noise)))
    weights = gan.generator.trainable_variables
    gan.g_optimizer.apply(tape.gradient(loss, weights), weights)


def train_step(gan):
    """Update the discriminator ``d_steps`` times, then the generator once."""
    for _ in tf.range(gan.d_steps):
        update_discriminator(gan)
    update_generator(gan)


def train_discriminator(gan, updates):
    """Train the discriminator alone; the generator stays as it is."""
    gan.repeat_d_update(tf.constant(updates))


def generate(gan, n=POINTS):
    """Draw n fakes, shape (n, dimensions); the noise is the same after any training."""
    noise = np.random.default_rng(0).normal(size=(n, gan.options.noise))
    return gan.generator(noise.astype(np.float32)).numpy()


class Snapshot(NamedTuple):
    """The state of a toy GAN after some iterations."""

    iteration: int
    target: Target
    real: np.ndarray  # (500, dimensions), the same in each snapshot
    fake: np.ndarray  # (500, dimensions), from the same noise in each snapshot
    modes: int  # modes of the target that the fakes cover
    axis: np.ndarray  # (k,), grid coordinates, the same along each axis
    field: np.ndarray  # (k,) or (k, k), P(real) on the grid; rows go along the second coordinate
    d_loss: float  # both losses and the accuracy are those on the points of this snapshot
    g_loss: float
    accuracy: float  # of the discriminator, 0 to 1
    g_gradient: float  # length of the generator's gradient
    push: np.ndarray  # (500, dimensions), minus the gradient of each fake's own loss


def measure(gan, real, noise, grid):
    """Calculate what a snapshot holds; compiled, it takes a tenth of the time."""
    with tf.GradientTape() as tape:
        fake = gan.generator(noise)
        fake_logits = gan.discriminator(fake)
        loss = g_loss(gan, fake_logits, real)
    weights = gan.generator.trainable_variables
    gradient, *weight_gradients = tape.gradient(loss, [fake, *weights])
    real_logits = gan.discriminator(real)
    right = tf.concat([real_logits > 0, fake_logits < 0], axis=0)
    return {
        "fake": fake,
        "field": tf.sigmoid(gan.discriminator(grid))[:, 0],
        "d_loss": d_loss(gan, real_logits, fake_logits),
        "g_loss": loss,
        "accuracy": tf.reduce_mean(tf.cast(right, tf.float32)),
        "g_gradient": tf.linalg.global_norm(weight_gradients),
        # The loss is a mean over the fakes, so that each has only its share in it.
        "push": -POINTS * gradient,
    }


def take_snapshot(gan):
    """Measure a toy GAN without training it; returns a `Snapshot`."""
    target, real = gan.target, sample(gan.target, POINTS)
    noise = np.random.default_rng(0).normal(size=(POINTS, gan.options.noise))
    axis = np.linspace(-target.limit, target.limit, GRID[target.dimensions])
    grid = np.stack(np.meshgrid(*[axis] * target.dimensions), axis=-1)
    places = grid.reshape(-1, target.dimensions)
    values = gan.measure(real, noise.astype(np.float32), places.astype(np.float32))
    values = {k: v.numpy() if v.shape.rank else float(v) for k, v in values.items()}
    values["field"] = values["field"].reshape(grid.shape[:-1])
    modes = modes_covered(target, values["fake"])
    return Snapshot(gan.iteration, target, real, modes=modes, axis=axis, **values)


def train(gan, iterations):
    """Train for some iterations, or raise `ColorlibError` if that diverges; return a `Snapshot`."""
    gan.repeat_step(tf.constant(iterations))
    gan.iteration += iterations
    snapshot = take_snapshot(gan)
    if not np.isfinite([snapshot.d_loss, snapshot.g_loss]).all():
        raise ColorlibError(
            f"The toy GAN diverged within {gan.iteration} iterations (a loss is not a number): "
            "make a new one with lower learning rates."
        )
    return snapshot


def watch(gan, iterations, every):
    """Train for some iterations and yield a `Snapshot` at the start, every few, and at the end.

    Nothing is trained until the next snapshot is asked for, so that a widget pauses by waiting.
    """
    yield take_snapshot(gan)
    last = gan.iteration + iterations
    while gan.iteration < last:
        yield train(gan, min(every, last - gan.iteration))
