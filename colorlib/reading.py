"""Read the curves of a training run: what state is the game in? Rules of thumb, no more."""

from typing import NamedTuple

import numpy as np

from .color import AB_SCALE
from .errors import ColorlibError

__all__ = [
    "COLLAPSE_BELOW",
    "GUESSING_BELOW",
    "PERFECT_ABOVE",
    "RECENT",
    "Reading",
    "color_variety",
    "read_curves",
]

# So many epochs must be there, and the mean of the last so many is what is read.
RECENT = 3
# Color variety, as a share of the truth's.
COLLAPSE_BELOW = 0.1
# Discriminator's accuracy: chance is 0.5, and a run sways by some hundredths.
PERFECT_ABOVE = 0.97
GUESSING_BELOW = 0.55


class Reading(NamedTuple):
    """What a run's curves say.

    Attributes
    ----------
    state : str
        ``"too early to say"``, ``"collapse"``, ``"discriminator perfect"``,
        ``"generator winning"`` or ``"healthy"``.
    words : str
        The same in a few sentences, with the values that it was read from and what to try.
    """

    state: str
    words: str


def color_variety(ab, true_ab):
    """Measure how varied colors are from picture to picture, compared with the truth.

    At each place the mean over all pictures is taken away; what remains makes a cloud in the ab
    plane, and its width is the square root of the area of its ellipse. One tint everywhere, the
    same pattern whatever the picture, and shades of a single hue all have variety 0.

    Parameters
    ----------
    ab, true_ab : numpy.ndarray, shape (n, height, width, 2)
        Of the same n pictures, at least two; in any unit.

    Returns
    -------
    float
        Width of the one cloud divided by that of the other: 1 if the colors are as varied as the
        true ones. Not a number if the true ones do not vary.
    """
    width, true_width = (
        max(0, np.linalg.det(np.cov((x - np.mean(x, axis=0)).reshape(-1, 2).T))) ** 0.25
        for x in (ab, true_ab)
    )
    return float(width / true_width) if true_width else float("nan")


def read_curves(history):
    """Say in words what state a run is in, from the last epochs of its curves.

    The first rule that fits is the reading; each looks at the mean of the last `RECENT` epochs:

    1. fewer than `RECENT` epochs: too early to say;
    2. ``color_variety`` below `COLLAPSE_BELOW`: collapse;
    3. ``d_accuracy`` above `PERFECT_ABOVE`: discriminator perfect;
    4. ``d_accuracy`` below `GUESSING_BELOW`: generator winning;
    5. otherwise: healthy.

    These are rules of thumb for the networks of this course. They see four numbers, not the
    pictures: a healthy game may still paint badly.

    Parameters
    ----------
    history : dict of sequence of float
        As `training.train` returns it. Read are ``d_accuracy`` (0 to 1), ``l1_loss`` (network
        units) and, if it is there, ``color_variety``; a run without a discriminator has no
        ``d_accuracy``.

    Returns
    -------
    Reading

    Raises
    ------
    ColorlibError
        If the history has neither ``d_accuracy`` nor ``l1_loss``, though it is not empty.
    """
    names = {"d_accuracy", "l1_loss"} & set(history)
    if history and not names:
        raise ColorlibError(
            f"Curves are read from d_accuracy or l1_loss, not from {', '.join(history)}."
        )
    if max((len(history[name]) for name in names), default=0) < RECENT:
        return Reading("too early to say", f"Wait until {RECENT} epochs are done.")
    variety = recent(history, "color_variety")
    accuracy = recent(history, "d_accuracy")
    # Comparisons with a value that is not there (not a number) are false.
    if variety < COLLAPSE_BELOW:
        return Reading(
            "collapse",
            f"Colors vary {variety:.0%} as much as the true ones: all pictures get nearly the same "
            "tint. More weight on L1, or smaller steps, may bring them apart.",
        )
    if accuracy > PERFECT_ABOVE:
        return Reading(
            "discriminator perfect",
            f"It is right in {accuracy:.0%} of its verdicts, and a judge that is never fooled has "
            "little to teach. Give it smaller steps, or the generator larger ones.",
        )
    if accuracy < GUESSING_BELOW:
        return Reading(
            "generator winning",
            f"The discriminator is right in {accuracy:.0%} of its verdicts: it is fooled, or only "
            "guesses. Look at the pictures: if they are poor, it learns too slowly or not at all.",
        )
    error = f"color error {AB_SCALE * recent(history, 'l1_loss'):.1f} Lab units"
    if np.isnan(accuracy):
        return Reading("healthy", f"There is no discriminator; {error}.")
    return Reading(
        "healthy",
        f"The discriminator is ahead, right in {accuracy:.0%} of its verdicts, but can be fooled; "
        f"{error}. Whether the colors are good, only pictures tell.",
    )


def recent(history, name):
    """Mean of the last epochs; not a number if there are none."""
    values = list(history.get(name, ()))[-RECENT:]
    return float(np.mean(values)) if values else float("nan")
