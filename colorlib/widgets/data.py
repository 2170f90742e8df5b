"""Browse photographs with their colors."""

from ..data import center_crop, read_photo
from ..figures import photo_colors
from .controls import Picture, follow, panel, slider


def photo_browser(paths):
    """Browse photographs, a list of paths, beside the ab plane of their colors."""

    number, picture = slider(1, 1, len(paths), 1, "photograph"), Picture(figure=True)

    def draw(change=None):
        path = paths[number.value - 1]
        name = f"{path.parent.name}: {path.stem}"
        alt = f"The photograph {name}, and how its colors spread over the ab plane."
        with picture.working():
            picture.show_figure(photo_colors(center_crop(read_photo(path), 256), name), alt)

    follow([number], draw)
    return panel(number=number, picture=picture)
