"""Make what the README shows of the results: gallery, curve and tables.

Run it after a model, a run or the table has changed: ``.venv/bin/python data/make_readme.py``. It
uses bundled photographs, the models of the course, and ``results``.
"""

import json
import re

import colorlib
from colorlib import evaluation, figures
from colorlib.color import gray_version
from colorlib.data import CATEGORIES, center_crop, read_photo
from colorlib.files import save_atomically
from colorlib.settings import data_folder
from colorlib.shapes import make_shapes

README = data_folder().parent / "README.md"
# Two of each class, and none of them the best case only.
CHOSEN = {
    "forest-creek": "forest",
    "giant-sequoia": "forest",
    "fireweed-lake": "mountain",
    "snowy-peaks": "mountain",
}
TITLES = ["ground truth", "grayscale", "unconditional GAN", "ours"]


def gallery():
    """Shapes, forests and mountains: the truth, gray, and colorized by two models."""
    truths = [("shapes", picture) for picture in make_shapes(2, seed=21, most=6).rgb]
    for name, kind in CHOSEN.items():
        photo = read_photo(data_folder() / "samples" / f"{name}.jpg")
        truths.append((kind, center_crop(photo, 256)))
    pictures = []
    for kind, truth in truths:
        pictures += [truth, gray_version(truth)]
        pictures += [colorlib.colorize(truth, f"{kind}{end}") for end in ("-unconditional", "")]
    titles = TITLES * 2 + [""] * (4 * len(truths) - 8)
    return figures.picture_grid(pictures, titles=titles, columns=8, width=11)


def curve():
    curves = evaluation.quality_by_minutes("forest")
    return figures.quality_curves(curves, "mean ΔE2000 on validation forests")


def write_picture(name, figure):
    data, mime_type = figures.render(figure)
    suffix = {"image/jpeg": "jpg", "image/png": "png"}[mime_type]
    target = data_folder() / "readme" / f"{name}.{suffix}"
    target.parent.mkdir(exist_ok=True)
    save_atomically(target, lambda file: file.write(data))
    return target


def with_tables(text):
    """The README's text with the present tables between its marks."""
    tables = json.loads((data_folder() / "results" / "table.json").read_text())["tables"]
    for category in CATEGORIES:
        mark = rf"(<!-- table: {category} -->\n).*?(\n<!-- end -->)"
        table = figures.results_table(tables[category])
        text = re.sub(mark, lambda m, t=table: m[1] + t + m[2], text, flags=re.DOTALL)
    return text


def main():
    for name, figure in (("gallery", gallery()), ("curve", curve())):
        print(write_picture(name, figure).name)
    text = with_tables(README.read_text(encoding="utf-8"))
    save_atomically(README, lambda file: file.write(text.encode()))


if __name__ == "__main__":
    main()
