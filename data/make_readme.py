"""Make what the front pages show of the results: pictures, scatter and tables.

Run it after a model, a run or the table has changed: ``.venv/bin/python data/make_readme.py``. It
uses bundled photographs, the models of the course, and ``results``.
"""

import json
import re

from PIL import Image

import colorlib
from colorlib import figures
from colorlib.color import gray_version
from colorlib.data import center_crop, read_photo, resize
from colorlib.files import save_atomically
from colorlib.settings import data_folder

NOTEBOOKS = data_folder().parent / "notebooks"
PAGES = [data_folder() / "results" / "README.md", *sorted((data_folder() / "models").glob("*.md"))]
# Four of each class, successes and failures.
CHOSEN = {
    "forest-creek": "forest",
    "crater-lake": "mountain",
    "spruce-path": "forest",
    "green-cliffs": "mountain",
    "giant-sequoia": "forest",
    "snowy-peaks": "mountain",
    "autumn-woods": "forest",
    "fireweed-lake": "mountain",
}
TITLES = ["truth", "gray", "L1-only", "GAN"]
# The first results that a reader sees: photographs of the test part that came out well.
OPENING = "snowy-peaks"
BEST = {
    "spruce-path": "forest",
    "crater-lake": "mountain",
    "meadow-volcano": "mountain",
    "quiet-lake": "mountain",
}


def gallery():
    """Forests on the left and mountains on the right: truth, gray, and colorized by two models."""
    pictures = []
    for name, kind in CHOSEN.items():
        truth = center_crop(read_photo(data_folder() / "samples" / f"{name}.jpg"), 256)
        made = [colorlib.colorize(truth, model) for model in ("scenes", kind)]
        pictures += [truth, gray_version(truth), *made]
    titles = TITLES * 2 + [""] * (len(pictures) - 8)
    return figures.picture_grid(pictures, titles=titles, columns=8, width=11)


def trade_off():
    """Distortion and perception of every contender on forests, as in notebook 09."""
    rows = {}
    for name in ("table", "trade_off"):
        path = data_folder() / "results" / f"{name}.json"
        rows |= json.loads(path.read_text(encoding="utf-8"))["tables"]["forest"]
    return figures.trade_off(rows)


def best():
    """Gray above and colorized below, each cut to 3:2."""
    photos = []
    for name in BEST:
        photo = read_photo(data_folder() / "samples" / f"{name}.jpg")
        unit = min(photo.shape[0] // 2, photo.shape[1] // 3)
        top, left = (photo.shape[0] - 2 * unit) // 2, (photo.shape[1] - 3 * unit) // 2
        photos.append(resize(photo[top : top + 2 * unit, left : left + 3 * unit], 400, 600))
    made = [colorlib.colorize(*pair) for pair in zip(photos, BEST.values(), strict=True)]
    return figures.picture_grid([*map(gray_version, photos), *made], columns=4, width=25 / 3)


def write_opening():
    """The first pictures of notebook 00: two halves of one photograph, and a small gallery."""
    photo = resize(read_photo(data_folder() / "samples" / f"{OPENING}.jpg"), 540, 960)
    pictures = {
        "opening_gray": gray_version(photo),
        "opening_colorized": colorlib.colorize(photo, "mountain"),
        "colorized_gallery": figures.bitmap(best()),
    }
    for name, rgb in pictures.items():
        target = NOTEBOOKS / "figures" / f"{name}.jpg"
        save_atomically(
            target, lambda file, rgb=rgb: Image.fromarray(rgb).save(file, "JPEG", quality=85)
        )


def write_picture(name, figure):
    data, mime_type = figures.render(figure)
    suffix = {"image/jpeg": "jpg", "image/png": "png"}[mime_type]
    target = data_folder() / "readme" / f"{name}.{suffix}"
    target.parent.mkdir(exist_ok=True)
    save_atomically(target, lambda file: file.write(data))
    return target


def with_tables(text):
    """A text with the present tables between its marks, of all contenders or those named there."""
    tables = json.loads((data_folder() / "results" / "table.json").read_text())["tables"]

    def table(mark):
        category, *names = mark[1].split(" | ")
        rows = {name: tables[category][name] for name in names or tables[category]}
        return f"<!-- table: {mark[1]} -->\n{figures.results_table(rows)}\n<!-- end -->"

    return re.sub(r"<!-- table: (.+?) -->\n.*?\n<!-- end -->", table, text, flags=re.DOTALL)


def main():
    write_opening()
    for name, figure in (("gallery", gallery()), ("trade_off", trade_off())):
        print(write_picture(name, figure).name)
    for path in PAGES:
        text = with_tables(path.read_text(encoding="utf-8"))
        save_atomically(path, lambda file, text=text: file.write(text.encode()))


if __name__ == "__main__":
    main()
