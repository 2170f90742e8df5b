"""Pick a photograph and two versions of it, and see how they get on."""

import functools

import ipywidgets

from ..color import gray_version
from ..figures import metrics_rows, two_sides, wipe
from ..metrics import measure
from .controls import Picture, choice, panel, slider

__all__ = ["compare", "divider"]


def divider(picture):
    """A slider for the place of the divider in a picture; pointing at the picture moves it too.

    Parameters
    ----------
    picture : Picture
        Pointable.

    Returns
    -------
    ipywidgets.IntSlider
        In percent of the picture's width, from the left.
    """
    percent = slider(50, 0, 100, 1, "divider (%)")

    def follow(change):
        if change.new and not percent.disabled:
            percent.value = round(100 * change.new[-1][0])

    picture.observe(follow, "stroke")
    return percent


def compare(pictures, colorizers):
    """Make a widget that sets two versions of a photograph against each other.

    Parameters
    ----------
    pictures : dict of numpy.ndarray
        Name → uint8 RGB picture.
    colorizers : dict of callable
        Name → function that maps a picture to its colorization.

    Returns
    -------
    ipywidgets.VBox
        Its ``controls`` are ``"photograph"``, ``"left"``, ``"right"`` and ``"divider"``; its
        ``picture`` has the divider, ``details`` is the row of pictures below, and ``metrics`` the
        table.
    """
    versions = {"truth": lambda picture: picture, "gray": gray_version, **colorizers}
    photograph = choice(list(pictures), "photograph")
    left = choice(list(versions), "left", value="gray")
    right = choice(list(versions), "right", value=next(iter(colorizers), "truth"))
    picture = Picture(pointable=True, width="32em")
    percent = divider(picture)
    details, metrics = Picture(width="100%"), ipywidgets.HTML()

    @functools.cache
    def version(photo, name):
        return versions[name](pictures[photo])

    @functools.cache
    def measured(photo, name):
        return measure(pictures[photo], version(photo, name))

    def move_divider(change=None):
        sides = [version(photograph.value, side.value) for side in (left, right)]
        picture.show_array(
            wipe(*sides, percent.value / 100),
            f"{photograph.value}: {left.value} on the left {percent.value}%, {right.value} on the "
            "rest.",
        )

    def redraw(change=None):
        names = left.value, right.value
        picture.busy = True
        try:
            sides = [version(photograph.value, name) for name in names]
        finally:
            picture.busy = False
        move_divider()
        details.show_figure(
            two_sides(pictures[photograph.value], *sides, names),
            f"{photograph.value}: the truth, {left.value}, {right.value}, and maps of how far "
            "each of the two is from the truth.",
        )
        metrics.value = metrics_rows({name: measured(photograph.value, name) for name in names})

    percent.observe(move_divider, "value")
    for control in (photograph, left, right):
        control.observe(redraw, "value")
    redraw()
    box = panel(photograph, left, right, percent, picture, metrics, details)
    box.controls = {"photograph": photograph, "left": left, "right": right, "divider": percent}
    box.picture, box.details, box.metrics = picture, details, metrics
    return box
