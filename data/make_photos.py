"""Make the bundled pictures again, from the originals that the tables of credits name.

``photos/credits.csv`` and ``samples/credits.csv`` list every bundled picture: whose photograph it
is, under which license, from where, which box of the original it shows (left, upper, right and
lower, in pixels; none: all of it) and how long its longer side is. This script cuts the pictures
and writes ``CREDITS.md`` beside them. You need it only to change the collection::

    python make_photos.py FOLDER ...

Each FOLDER holds originals: those of the free collection, at most 2048 pixels wide, and unpacked
Debian packages (``dpkg-deb -x PACKAGE.deb FOLDER``; the column ``origin`` names them). A picture
whose original is in none of them stays as it is, and is named.
"""

import argparse
import csv
import sys
from pathlib import Path

import numpy as np
from PIL import Image, ImageOps

DATA = Path(__file__).resolve().parent
INTRODUCTIONS = {
    "photos": "Crops for training and testing. The part of a file's name before the last "
    "underscore names its photograph; all crops of a photograph are in one part of the split.",
    "samples": "Whole photographs, to look at and to colorize. Those of the new collection come "
    "from photographs of the test part. The *hard cases* come from photographs that train.",
}


def read_credits(folder):
    with (DATA / folder / "credits.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def cut(original, row):
    """Cut the picture of a row out of its original, at its size, without metadata."""
    with Image.open(original) as picture:
        picture = ImageOps.exif_transpose(picture).convert("RGB")
    if row["box"]:
        picture = picture.crop(tuple(map(int, row["box"].split())))
    scale = int(row["size"]) / max(picture.size)
    size = tuple(round(side * scale) for side in picture.size)
    picture = picture.resize(size, Image.Resampling.LANCZOS)
    picture = picture.convert("L") if row["file"].endswith("-gray.jpg") else picture
    return Image.fromarray(np.asarray(picture))


def write_credits(folder, rows):
    """Write the credits for people, one paragraph for each photograph."""
    lines = [f"# Credits of data/{folder}", "", INTRODUCTIONS[folder], ""]
    for source in sorted({row["source"] for row in rows}):
        mine = [row for row in rows if row["source"] == source]
        names = ", ".join(f"`{row['file']}`" for row in mine)
        first = mine[0]
        lines += [
            f"**{first['title']}** by {first['author']}, "
            f"[{first['license']}]({first['license_url']}). From: {first['origin']} "
            f"Changed: cut or resized, as {names}.",
            "",
        ]
    (DATA / folder / "CREDITS.md").write_text("\n".join(lines), encoding="utf-8")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folders", type=Path, nargs="+", metavar="FOLDER")
    folders = parser.parse_args().folders
    missing = []
    # Crops keep all of their color; samples are large, and lose what nobody sees.
    for folder, options in (("photos", {"quality": 92, "subsampling": 0}), ("samples", {})):
        rows = read_credits(folder)
        for row in rows:
            found = [path for f in folders if (path := f / row["original"]).is_file()]
            if not found:
                missing.append(f"{folder}/{row['file']}")
                continue
            target = DATA / folder / row["file"]
            cut(found[0], row).save(target, **{"quality": 88, "optimize": True} | options)
        write_credits(folder, rows)
    if missing:
        sys.exit(f"Left as they are, as their originals are not there: {', '.join(missing)}.")


if __name__ == "__main__":
    main()
