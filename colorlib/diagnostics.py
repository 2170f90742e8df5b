"""Diagnose training by rules of thumb: a GAN on colors by its curves, a toy GAN by its points.

The thresholds were set by looking at runs that went well and at runs that were spoiled.
"""

from typing import NamedTuple

import numpy as np

from .color import AB_SCALE
from .settings import ColorlibError

RECENT = 3  # epochs whose mean is diagnosed
COLLAPSE_BELOW = 0.1  # color variety
PERFECT_ABOVE = 0.97  # accuracy of the discriminator; chance is 0.5, and a run sways by hundredths
GUESSING_BELOW = 0.55

LATELY = 30  # snapshots of a toy GAN in which its fakes may sway
FLAT = 0.02  # push on the middle fake below which no arrow can be seen
HEAP = 0.5  # spread of the fakes, compared with real points, below which they are a heap
SWAY = 0.12  # standard deviation of the fakes' center, compared with the limit, beyond noise
FOUND = 0.85  # share of the modes from which all is well
DRAW = 0.12  # distance of the discriminator's loss from log 4 that still counts as a draw


class Diagnosis(NamedTuple):
    """What `diagnose_curves` returns."""

    state: str
    words: str


def color_variety(ab, true_ab):
    """How varied colors (n, height, width, 2) are from picture to picture; true ones have 1.

    One tint everywhere, one pattern in all pictures, or shades of one hue have 0.
    """
    # The width of the cloud that remains in the ab plane once each place's mean is subtracted.
    width, true_width = (
        max(0, np.linalg.det(np.cov((x - np.mean(x, axis=0)).reshape(-1, 2).T))) ** 0.25
        for x in (ab, true_ab)
    )
    return float(width / true_width) if true_width else float("nan")


def diagnose_curves(history):
    """Diagnose a run from the mean of the last three epochs; the first rule that fits counts.

    ``history`` holds lists: ``l1_loss`` (normalized), ``d_accuracy`` (0 to 1), ``color_variety``.
    Returns the state "too early to say", "collapse", "discriminator perfect", "generator winning"
    or "healthy", and the values and advice in words.
    """
    if history and not {"d_accuracy", "l1_loss"} & set(history):
        found = ", ".join(history)
        raise ColorlibError(f"Curves are diagnosed by d_accuracy or l1_loss, not by {found}.")
    if max(len(history.get(name, ())) for name in ("d_accuracy", "l1_loss")) < RECENT:
        return Diagnosis("too early to say", f"Wait until {RECENT} epochs are done.")
    variety, accuracy, l1 = (recent(history, n) for n in ("color_variety", "d_accuracy", "l1_loss"))
    # Comparisons with a value that is missing (NaN) are false.
    if variety < COLLAPSE_BELOW:
        words = f"Colors vary {variety:.0%} as much as the true ones: all pictures get one tint. "
        words += "Try more weight on L1, or lower learning rates."
        return Diagnosis("collapse", words)
    right = f"right in {accuracy:.0%} of its verdicts"
    if accuracy > PERFECT_ABOVE:
        words = f"The discriminator is {right}, so the generator learns little from it. "
        words += "Lower its learning rate, or raise the generator's."
        return Diagnosis("discriminator perfect", words)
    if accuracy < GUESSING_BELOW:
        words = f"The discriminator is {right}: it is fooled, or only guesses. Look at the "
        words += "pictures: if they are poor, it learns too slowly or not at all."
        return Diagnosis("generator winning", words)
    words = "There is no discriminator"
    if not np.isnan(accuracy):
        words = f"The discriminator is ahead, {right}, but can be fooled"
    words += f"; color error {AB_SCALE * l1:.1f} Lab units. Only pictures tell if colors are good."
    return Diagnosis("healthy", words)


def recent(history, name):
    """Mean of the values of the last epochs; NaN if there are none."""
    values = [value for value in list(history.get(name, ()))[-RECENT:] if not np.isnan(value)]
    return np.mean(values) if values else float("nan")


def diagnose_points(snapshots):
    """Say in a sentence what the newest snapshot of a toy GAN shows, given those before it."""
    now = snapshots[-1]
    if now.iteration == 0:
        return "Untrained: random weights decide where the fakes lie, and D knows nothing yet."
    count = len(now.target.centers)
    share = now.modes / count
    # A curve consists of many bumps that overlap; nobody would count them.
    covered = f"{now.modes} of {count} modes" if count <= 10 else f"{share:.0%} of the target"
    right = f"right {now.accuracy:.0%} of the time"
    perfect = now.accuracy >= PERFECT_ABOVE
    outside = (np.abs(now.fake).max(axis=1) > now.target.limit).mean()
    flat = np.median(np.linalg.norm(now.push, axis=1)) < FLAT
    heap = share < FOUND and now.fake.std(axis=0).sum() < HEAP * now.real.std(axis=0).sum()
    lately = list(snapshots)[-LATELY:]
    centers = np.array([snapshot.fake.mean(axis=0) for snapshot in lately])
    wide = centers.std(axis=0).max() > SWAY * now.target.limit
    # Swaying fakes go a long way and end near where they began; fakes under way do not.
    way = np.linalg.norm(np.diff(centers, axis=0), axis=1).sum()
    sways = wide and len(lately) == LATELY and way > 3 * np.linalg.norm(centers[-1] - centers[0])

    if outside > 0.5:
        return f"Overshot: {outside:.0%} of the fakes lie outside the picture."
    if perfect and flat:
        return f"Discriminator too strong: D is {right}, but flat at the fakes. G learns nothing."
    if heap and sways:
        return f"Mode collapse: all fakes lie in a heap ({covered}), and D chases it around."
    if perfect:
        return f"D is ahead, {right}, but its field slopes: arrows show G the way."
    if heap and now.iteration >= 200:
        return f"Mode collapse: for all noise, the fakes lie in a heap ({covered})."
    if sways:
        return f"Oscillation: the fakes sway to and fro and never settle ({covered} just now)."
    if share >= FOUND:
        return f"Near a draw: the fakes cover {covered}; D is {right}."
    if abs(now.d_loss - np.log(4)) < DRAW and now.iteration >= 1000:
        return f"The losses look like a draw, but the fakes do not: {covered}. D gives poor advice."
    return f"Learning: {covered} so far; D is {right}."
