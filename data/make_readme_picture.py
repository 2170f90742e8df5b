"""Make the README's before/after picture from bundled photographs and the shipped models.

Run it after a model has changed: ``.venv/bin/python data/make_readme_picture.py``.
"""

import colorlib
from colorlib import figures
from colorlib.color import gray_version
from colorlib.photos import read_photo
from colorlib.settings import data_folder

# Two of each class, and none of them the best case only.
CHOSEN = [
    "forest/life_04",
    "mountain/picosdeeuropa_01",
    "forest/life_02",
    "mountain/lake-sherburne_06",
]
TITLES = ["ground truth", "grayscale", "colorized"]


def main():
    pictures = []
    for name in CHOSEN:
        photo = read_photo(data_folder() / "photos" / f"{name}.jpg")
        pictures += [photo, gray_version(photo), colorlib.colorize(photo, name.split("/")[0])]
    figure = figures.picture_grid(pictures, titles=TITLES * 2 + [""] * 6, columns=6)
    data, mime_type = figures.render(figure)
    suffix = {"image/jpeg": "jpg", "image/png": "png"}[mime_type]
    target = data_folder() / "readme" / f"before_after.{suffix}"
    target.parent.mkdir(exist_ok=True)
    target.write_bytes(data)


if __name__ == "__main__":
    main()
