"""Browse photographs with their colors."""

import ipywidgets

from ..data import center_crop, read_photo
from ..figures import color_plane
from .controls import Picture, follow, panel, row, slider


def photo_browser(paths):
    """Browse photographs, a list of paths, beside the ab plane of their colors."""

    number, title = slider(1, 1, len(paths), 1, "photograph"), ipywidgets.Label()
    picture, plane = Picture(width="400px"), Picture(figure=True)

    def draw(change=None):
        path = paths[number.value - 1]
        title.value = f"{path.parent.name}: {path.stem}"
        rgb = center_crop(read_photo(path), 256)
        # The photograph is there at once; its plane follows.
        picture.show_array(rgb, f"The photograph {title.value}.")
        plane.show_figure(color_plane(rgb), f"How the colors of {title.value} spread over ab.")

    follow([number], draw)
    box = panel(head=row(number, title), both=row(picture, plane))
    box.number, box.picture, box.plane = number, picture, plane
    return box
