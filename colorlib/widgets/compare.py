"""Pick a photograph and two versions of it, and compare them."""

from functools import cache, lru_cache

import ipywidgets

from ..color import gray_version
from ..figures import bitmap, metrics_rows, two_sides, wipe
from ..metrics import measure
from .controls import Picture, choice, follow, narrow, panel, row, slider


def compare(pictures, colorizers):
    """Compare two versions of a photograph: side by side, by metrics and by maps of the error.

    Takes uint8 RGB pictures by name, and by name functions from a picture to its colorization.
    """
    versions = {"truth": lambda picture: picture, "gray": gray_version, **colorizers}
    picture, details = (
        Picture(pointable=True, width="430px", captions=2),
        Picture(width="100%", figure=True),
    )
    metrics = ipywidgets.HTML()
    controls = {
        "photograph": narrow(choice, list(pictures), "photograph"),
        "left": narrow(choice, list(versions), "left", value="gray"),
        "right": narrow(choice, list(versions), "right", value=next(iter(colorizers))),
        "divider": narrow(slider, 50, 0, 100, 1, "divider (%)"),
    }

    @cache
    def version(photo, name):
        return versions[name](pictures[photo])

    @lru_cache(maxsize=1)
    def compared(photo, *names):
        truth, sides = pictures[photo], [version(photo, name) for name in names]
        rows = {name: measure(truth, side) for name, side in zip(names, sides, strict=True)}
        return sides, metrics_rows(rows), bitmap(two_sides(truth, *sides, names))

    def draw(change=None):
        photo, left, right, percent = (control.value for control in controls.values())
        with picture.working():
            sides, metrics.value, row = compared(photo, left, right)
        words = f"{photo}: {left} on the left {percent}%, {right} on the rest."
        picture.show_array(wipe(*sides, percent / 100), words)
        for caption, name in zip(picture.captions, (left, right), strict=True):
            caption.value = name
        words = "and maps of how far each of the two is from the truth."
        details.show_array(row, f"{photo}: the truth, {left}, {right}, {words}")

    def point(change):
        controls["divider"].value = round(100 * change.new[-1][0])

    picture.observe(point, "stroke")
    follow(controls.values(), draw)
    column = ipywidgets.VBox([*controls.values()])
    box = panel(body=row(column, picture, metrics), details=details)
    vars(box).update(controls, picture=picture, metrics=metrics)
    return box
