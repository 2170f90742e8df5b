"""Browse photographs with their colors."""

from ..data import center_crop, read_photo
from ..figures import photo_colors
from .controls import figure_under, slider


def photo_browser(paths):
    """Browse photographs, a list of paths, beside the ab plane of their colors."""

    def draw(number):
        path = paths[number - 1]
        name = f"{path.parent.name}: {path.stem}"
        alt = f"The photograph {name}, and how its colors spread over the ab plane."
        return photo_colors(center_crop(read_photo(path), 256), name), alt

    return figure_under({"number": slider(1, 1, len(paths), 1, "photograph")}, draw)
