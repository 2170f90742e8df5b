"""Says in words what is to be seen in a game of `colorlib.points`.

The rules are rules of thumb, with thresholds that were set by watching games; each looks at the
fakes first and at the losses last, because losses alone deceive.
"""

import numpy as np

from .points import modes_covered

__all__ = ["describe"]

RECENT = 30  # snapshots that count as "lately"
SURE = 0.97  # accuracy from which a discriminator is as good as perfect
FLAT = 0.02  # push on the middle fake below which arrows cannot be seen
HEAP = 0.5  # spread of the fakes, against that of real points, below which they are a heap
SWAY = 0.12  # standard deviation of the fakes' center, against the limit, that is more than noise
FOUND = 0.85  # share of the modes from which all is well
DRAW = 0.12  # distance from log 4 that still counts as a draw


def describe(snapshots):
    """Say what is to be seen in the newest snapshot, in view of those before it.

    Parameters
    ----------
    snapshots : sequence of points.Snapshot
        The last ``RECENT`` of them count.

    Returns
    -------
    str
        What it is called, and how one can tell.
    """
    now = snapshots[-1]
    if now.round == 0:
        return "Untrained: the fakes lie where chance put them, and D knows nothing yet."
    count = len(now.target.centers)
    share = modes_covered(now.target, now.fake) / count
    # A curve is made of many bumps that overlap; nobody would count them.
    covered = (
        f"{share * count:.0f} of {count} modes" if count <= 10 else f"{share:.0%} of the target"
    )
    outside = (np.abs(now.fake).max(axis=1) > now.target.limit).mean()
    push = np.median(np.linalg.norm(now.push, axis=1))
    spread = now.fake.std(axis=0).sum() / now.real.std(axis=0).sum()
    recent = list(snapshots)[-RECENT:]
    centers = np.array([snapshot.fake.mean(axis=0) for snapshot in recent])
    wide = centers.std(axis=0).max() > SWAY * now.target.limit
    # To and fro, unlike fakes on their way: much way for little distance.
    way = np.linalg.norm(np.diff(centers, axis=0), axis=1).sum()
    sways = len(recent) == RECENT and wide and way > 3 * np.linalg.norm(centers[-1] - centers[0])

    if outside > 0.5:
        return f"Overshot: {outside:.0%} of the fakes lie outside the picture."
    if now.accuracy >= SURE and push < FLAT:
        return (
            f"Discriminator too strong: it is right about {now.accuracy:.0%}, and its field is "
            "flat where the fakes lie. No arrows: G learns nothing."
        )
    if spread < HEAP and share < FOUND and sways:
        return (
            f"Mode collapse, on the move: all fakes lie in a heap ({covered}), and D chases it "
            "from place to place."
        )
    if now.accuracy >= SURE:
        return f"D is ahead, {now.accuracy:.0%} right, but its field slopes: arrows show G the way."
    if spread < HEAP and share < FOUND and now.round >= 200:
        return f"Mode collapse: whatever the noise, the fakes lie in a heap ({covered})."
    if sways:
        return f"Oscillation: the fakes sway to and fro and never settle ({covered} just now)."
    if share >= FOUND:
        return f"Near a draw: the fakes cover {covered}; D is right about {now.accuracy:.0%}."
    if abs(now.d_loss - np.log(4)) < DRAW and now.round >= 1000:
        return f"The losses look like a draw, but the fakes do not: {covered}. D gives poor advice."
    return f"Learning: {covered} so far; D is right about {now.accuracy:.0%}."
