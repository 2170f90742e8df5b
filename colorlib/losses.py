"""Six losses by which GANs differ, and penalties on the slope of the discriminator.

A loss takes the logits of a batch of real and of a batch of generated examples, each of shape
(n, 1), and returns a scalar, which its network makes smaller. A penalty is added to the
discriminator's loss; it takes the discriminator and both batches, each of shape (n, dimensions).
"""

from collections.abc import Callable
from typing import NamedTuple

from .backend import tf
from .gan import discriminator_loss, generator_loss

mean, softplus, relu = tf.reduce_mean, tf.nn.softplus, tf.nn.relu


def minimax_g(real, fake):
    """The value of the game, of which only log(1 − p) of the fakes depends on the generator."""
    return -mean(softplus(fake))


def non_saturating_g(real, fake):
    return generator_loss(fake)


def least_squares_d(real, fake):
    """Real logits to 1, fake ones to −1 (Mao et al., 2017, arXiv:1611.04076, section 3.2)."""
    return mean((real - 1) ** 2) / 2 + mean((fake + 1) ** 2) / 2


def least_squares_g(real, fake):
    """Fake logits to 0, which is halfway."""
    return mean(fake**2) / 2


def hinge_d(real, fake):
    """Real logits above 1, fake ones below −1 (Lim and Ye, 2017, arXiv:1705.02894)."""
    return mean(relu(1 - real)) + mean(relu(1 + fake))


def wasserstein_d(real, fake):
    """Real logits as far above fake ones as can be (Arjovsky et al., 2017, arXiv:1701.07875)."""
    return mean(fake) - mean(real)


def raise_g(real, fake):
    """Fake logits up: the generator's loss in the hinge and in the Wasserstein game."""
    return -mean(fake)


def relativistic_d(real, fake):
    """Each real logit above that of a fake (Jolicoeur-Martineau, 2019, arXiv:1807.00734)."""
    return mean(softplus(fake - real))


def relativistic_g(real, fake):
    return mean(softplus(real - fake))


class Loss(NamedTuple):
    """What the two networks of a GAN make smaller."""

    d: Callable
    g: Callable
    compares: bool = False  # whether the generator's loss needs real logits


LOSSES = {
    "non-saturating": Loss(discriminator_loss, non_saturating_g),
    "minimax": Loss(discriminator_loss, minimax_g),
    "least squares": Loss(least_squares_d, least_squares_g),
    "hinge": Loss(hinge_d, raise_g),
    "Wasserstein": Loss(wasserstein_d, raise_g),
    "relativistic": Loss(relativistic_d, relativistic_g, compares=True),
}


def slope(discriminator, points):
    """Length of the gradient of each point's logit with respect to the point, shape (n,)."""
    with tf.GradientTape() as tape:
        tape.watch(points)
        total = tf.reduce_sum(discriminator(points))  # a logit depends on its own point only
    # The small number keeps the root's own gradient finite where the slope is 0.
    return tf.sqrt(tf.reduce_sum(tape.gradient(total, points) ** 2, axis=1) + 1e-12)


def r1(discriminator, real, fake):
    """Slope 0 at real points (Mescheder et al., 2018, arXiv:1801.04406, equation 9)."""
    return mean(slope(discriminator, real) ** 2) / 2


def r1_and_r2(discriminator, real, fake):
    """Slope 0 at real and at generated points (Huang et al., 2024, arXiv:2501.05441)."""
    return r1(discriminator, real, fake) + r1(discriminator, fake, real)


def slope_of_one(discriminator, real, fake):
    """Slope 1 between real and generated points (Gulrajani et al., 2017, arXiv:1704.00028)."""
    share = tf.linspace(0.0, 1.0, real.shape[0])[:, None]  # of the way from a fake to a real point
    return mean((slope(discriminator, share * real + (1 - share) * fake) - 1) ** 2)


PENALTIES = {
    "none": lambda discriminator, real, fake: 0.0,
    "R1": r1,
    "R1 and R2": r1_and_r2,
    "slope of one": slope_of_one,
}
