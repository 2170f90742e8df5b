"""Cut the course's photograph set out of freely licensed desktop backgrounds.

The course colorizes forest and mountain photographs. This script makes them: it
reads large photographs from unpacked Debian packages, cuts square regions out of
them, and writes 256 x 256 pixel JPEG files to ``photos/forest`` and
``photos/mountain``, a few larger pictures to ``samples``, and the credits for all
of them. You do not need to run it to follow the course: its output is bundled.

To make the pictures again, get the packages on a Debian system whose package
sources list Debian 11, 12 and 13 (each package below says which release has it),
unpack them into one folder, and name that folder on the command line::

    apt-get download lomiri-wallpapers-16.04        # Debian 12
    apt-get download budgie-backgrounds=3.0-1       # Debian 13
    apt-get download gnome-backgrounds=3.38.0-1     # Debian 11
    for package in *.deb; do dpkg-deb -x "$package" unpacked; done
    python make_photos.py unpacked

Nothing is installed. The same packages and the same version of Pillow give the
same files, byte for byte.
"""

import argparse
import csv
import sys
from pathlib import Path
from typing import NamedTuple

import numpy as np
from PIL import Image, ImageOps

SIZE = 256  # side of a crop, in pixels
BACKGROUNDS = "usr/share/backgrounds"  # where the packages keep their pictures

# Debian packages: name -> (version, Debian release that has it).
LOMIRI = "lomiri-wallpapers-16.04"
BUDGIE = "budgie-backgrounds"
GNOME = "gnome-backgrounds"
PACKAGES = {
    LOMIRI: ("20.04.0-2", "Debian 12"),
    BUDGIE: ("3.0-1", "Debian 13"),
    GNOME: ("3.38.0-1", "Debian 11"),
}

# Member files of the packages.
AITZGORRI = f"{BACKGROUNDS}/aitzgorri_by_Aitzol_Berasategi.jpg"
LIFE = f"{BACKGROUNDS}/life_by_Aitzol_Berasategi.jpg"
PICOS = f"{BACKGROUNDS}/picosdeeuropa_by_Aitzol_Berasategi.jpg"
SUNSET = f"{BACKGROUNDS}/sunset_by_Aitzol_Berasategi.jpg"
LAKE = f"{BACKGROUNDS}/budgie/lake-sherburne.jpg"
TEA = f"{BACKGROUNDS}/budgie/tea-gardens.jpg"
OSPREY = f"{BACKGROUNDS}/budgie/perched-osprey.jpg"
COLDWARM = f"{BACKGROUNDS}/gnome/ColdWarm.jpg"

LICENSE_URLS = {
    "CC-BY-4.0": "https://creativecommons.org/licenses/by/4.0/",
    "CC0-1.0": "https://creativecommons.org/publicdomain/zero/1.0/",
}
LICENSE_NAMES = {
    "CC-BY-4.0": "Creative Commons Attribution 4.0 International (CC BY 4.0)",
    "CC0-1.0": "Creative Commons Zero 1.0 Universal public domain dedication (CC0 1.0)",
}


class Source(NamedTuple):
    """Who made a source photograph, and on what terms it may be used.

    Attributes
    ----------
    slug : str
        Short name of the photograph; the crops' file names start with it.
    title : str
        Title of the photograph.
    author : str
        Its photographer.
    year : str
        Year of the copyright notice, or of the collection.
    license : str
        SPDX identifier of its license.
    note : str
        Where the license is stated, in a sentence.
    """

    slug: str
    title: str
    author: str
    year: str
    license: str
    note: str


LOMIRI_NOTE = "The package's copyright file names this photograph, its author and its license."
BUDGIE_NOTE = "The package's copyright file places the whole collection under CC0 1.0."
SOURCES = {
    AITZGORRI: Source(
        "aitzgorri", "aitzgorri", "Aitzol Berasategi", "2018", "CC-BY-4.0", LOMIRI_NOTE
    ),
    LIFE: Source("life", "life", "Aitzol Berasategi", "2018", "CC-BY-4.0", LOMIRI_NOTE),
    PICOS: Source(
        "picosdeeuropa", "picosdeeuropa", "Aitzol Berasategi", "2018", "CC-BY-4.0", LOMIRI_NOTE
    ),
    SUNSET: Source("sunset", "sunset", "Aitzol Berasategi", "2018", "CC-BY-4.0", LOMIRI_NOTE),
    LAKE: Source(
        "lake-sherburne",
        "Lake Sherburne",
        "Jacob W. Frank, U.S. National Park Service",
        "2022 (collection)",
        "CC0-1.0",
        BUDGIE_NOTE + " The collection took it from the public domain (a work of the U.S."
        " National Park Service; budgie-backgrounds pull request 1).",
    ),
    TEA: Source(
        "tea-gardens",
        "Amidst the Tea Gardens",
        "Vivek Kumar",
        "2022 (collection)",
        "CC0-1.0",
        BUDGIE_NOTE + " The collection took it from Wikimedia Commons, under CC0"
        " (budgie-backgrounds pull request 29).",
    ),
    OSPREY: Source(
        "perched-osprey",
        "Perched Osprey",
        "U.S. National Park Service",
        "2022 (collection)",
        "CC0-1.0",
        BUDGIE_NOTE + " The collection took it from the public domain (a work of the U.S."
        " National Park Service; budgie-backgrounds pull request 16).",
    ),
    COLDWARM: Source(
        "cold-warm",
        "ColdWarm",
        "invisiblepower",
        "2020 (collection)",
        "CC0-1.0",
        "The AUTHORS file in the package's documentation folder names this photograph, its"
        " author and its license.",
    ),
}

# One row per crop: package, member file, class, box in source pixels (left, upper,
# right, lower; always a square), output name. Boxes of one photograph hardly overlap.
CROPS = [
    (LOMIRI, AITZGORRI, "forest", (0, 600, 860, 1460), "aitzgorri_01"),
    (LOMIRI, AITZGORRI, "forest", (890, 740, 1550, 1400), "aitzgorri_02"),
    (LOMIRI, AITZGORRI, "forest", (1970, 760, 2550, 1340), "aitzgorri_03"),
    (LOMIRI, AITZGORRI, "forest", (2550, 760, 3088, 1298), "aitzgorri_04"),
    (LOMIRI, LIFE, "forest", (0, 0, 770, 770), "life_01"),
    (LOMIRI, LIFE, "forest", (770, 0, 1540, 770), "life_02"),
    (LOMIRI, LIFE, "forest", (1544, 0, 2314, 770), "life_03"),
    (LOMIRI, LIFE, "forest", (2316, 0, 3088, 772), "life_04"),
    (LOMIRI, LIFE, "forest", (0, 776, 820, 1596), "life_05"),
    (LOMIRI, LIFE, "forest", (820, 776, 2100, 2056), "life_06"),
    (LOMIRI, LIFE, "forest", (2230, 740, 3088, 1598), "life_07"),
    (GNOME, COLDWARM, "forest", (1400, 0, 2500, 1100), "cold-warm_01"),
    (GNOME, COLDWARM, "forest", (2600, 100, 3700, 1200), "cold-warm_02"),
    (GNOME, COLDWARM, "forest", (1500, 1110, 2600, 2210), "cold-warm_03"),
    (GNOME, COLDWARM, "forest", (300, 1150, 1400, 2250), "cold-warm_04"),
    (GNOME, COLDWARM, "forest", (2700, 1210, 3700, 2210), "cold-warm_05"),
    (BUDGIE, LAKE, "forest", (0, 930, 740, 1670), "lake-sherburne_01"),
    (BUDGIE, LAKE, "forest", (1250, 1265, 2145, 2160), "lake-sherburne_02"),
    (BUDGIE, OSPREY, "forest", (130, 0, 1110, 980), "perched-osprey_01"),
    (BUDGIE, OSPREY, "forest", (150, 1000, 1110, 1960), "perched-osprey_02"),
    (BUDGIE, OSPREY, "forest", (2500, 1010, 3650, 2160), "perched-osprey_03"),
    (LOMIRI, AITZGORRI, "mountain", (290, 70, 870, 650), "aitzgorri_05"),
    (LOMIRI, AITZGORRI, "mountain", (870, 60, 1550, 740), "aitzgorri_06"),
    (LOMIRI, AITZGORRI, "mountain", (1560, 60, 2240, 740), "aitzgorri_07"),
    (LOMIRI, AITZGORRI, "mountain", (2250, 60, 2930, 740), "aitzgorri_08"),
    (LOMIRI, PICOS, "mountain", (0, 300, 900, 1200), "picosdeeuropa_01"),
    (LOMIRI, PICOS, "mountain", (905, 820, 1405, 1320), "picosdeeuropa_02"),
    (LOMIRI, PICOS, "mountain", (1350, 400, 2130, 1180), "picosdeeuropa_03"),
    (LOMIRI, PICOS, "mountain", (2140, 420, 2900, 1180), "picosdeeuropa_04"),
    (LOMIRI, PICOS, "mountain", (2464, 1150, 3264, 1950), "picosdeeuropa_05"),
    (LOMIRI, PICOS, "mountain", (1410, 1150, 2250, 1990), "picosdeeuropa_06"),
    (LOMIRI, SUNSET, "mountain", (180, 1050, 1040, 1910), "sunset_01"),
    (LOMIRI, SUNSET, "mountain", (1045, 1010, 1695, 1660), "sunset_02"),
    (LOMIRI, SUNSET, "mountain", (1695, 1000, 2595, 1900), "sunset_03"),
    (LOMIRI, SUNSET, "mountain", (2600, 760, 3500, 1660), "sunset_04"),
    (LOMIRI, SUNSET, "mountain", (3505, 880, 4272, 1647), "sunset_05"),
    (BUDGIE, LAKE, "mountain", (0, 280, 650, 930), "lake-sherburne_03"),
    (BUDGIE, LAKE, "mountain", (700, 440, 1400, 1140), "lake-sherburne_04"),
    (BUDGIE, LAKE, "mountain", (1405, 560, 2105, 1260), "lake-sherburne_05"),
    (BUDGIE, LAKE, "mountain", (2180, 720, 2980, 1520), "lake-sherburne_06"),
    (BUDGIE, LAKE, "mountain", (2990, 860, 3840, 1710), "lake-sherburne_07"),
    (BUDGIE, TEA, "mountain", (950, 400, 1850, 1300), "tea-gardens_01"),
    (BUDGIE, TEA, "mountain", (1850, 600, 2750, 1500), "tea-gardens_02"),
]

# One row per sample: package, member file, box (None: all of it), long side of the
# result in pixels, True for a grayscale file, output name.
SAMPLES = [
    (LOMIRI, LIFE, None, 1024, False, "forest-stream"),
    (BUDGIE, LAKE, None, 1280, False, "mountain-lake"),
    (LOMIRI, AITZGORRI, None, 1200, False, "autumn-valley"),
    (LOMIRI, AITZGORRI, None, 1200, True, "autumn-valley-gray"),
    (LOMIRI, PICOS, (1300, 200, 2980, 2440), 1024, False, "mountain-face"),
]


def load(folder, package, member):
    """Read one source photograph as an upright sRGB picture.

    Parameters
    ----------
    folder : pathlib.Path
        Folder in which the Debian packages have been unpacked.
    package : str
        Debian package the photograph comes from, for the error message.
    member : str
        Path of the photograph inside the package.

    Returns
    -------
    PIL.Image.Image
        The photograph, in mode RGB.

    Raises
    ------
    FileNotFoundError
        If the photograph is not in the folder.
    """
    path = folder / member
    if not path.is_file():
        version, release = PACKAGES[package]
        raise FileNotFoundError(
            f"{path} is missing: unpack the Debian package {package} {version} ({release}) "
            f"into {folder} first (see --help)."
        )
    with Image.open(path) as picture:
        # All sources are sRGB already, so the pixel values need no conversion.
        return ImageOps.exif_transpose(picture).convert("RGB")


def strip(picture):
    """Copy the pixels of a picture, leaving its metadata (EXIF, profile) behind.

    Parameters
    ----------
    picture : PIL.Image.Image
        Any picture.

    Returns
    -------
    PIL.Image.Image
        The same pixels with no metadata.
    """
    return Image.fromarray(np.asarray(picture))


def make_crops(folder, photos):
    """Write every crop of the table CROPS.

    Parameters
    ----------
    folder : pathlib.Path
        Folder in which the Debian packages have been unpacked.
    photos : pathlib.Path
        Folder to write ``forest`` and ``mountain`` into.
    """
    for package, member, label, box, name in CROPS:
        left, upper, right, lower = box
        if right - left != lower - upper:
            raise ValueError(f"The box {box} of {name} is not a square.")
        crop = load(folder, package, member).crop(box)
        crop = crop.resize((SIZE, SIZE), Image.Resampling.LANCZOS)
        target = photos / label / f"{name}.jpg"
        target.parent.mkdir(parents=True, exist_ok=True)
        strip(crop).save(target, quality=92, subsampling=0, optimize=True)


def make_samples(folder, samples):
    """Write every picture of the table SAMPLES.

    Parameters
    ----------
    folder : pathlib.Path
        Folder in which the Debian packages have been unpacked.
    samples : pathlib.Path
        Folder to write the pictures into.
    """
    samples.mkdir(parents=True, exist_ok=True)
    for package, member, box, long_side, gray, name in SAMPLES:
        picture = load(folder, package, member)
        if box is not None:
            picture = picture.crop(box)
        scale = long_side / max(picture.size)
        size = tuple(round(side * scale) for side in picture.size)
        picture = picture.resize(size, Image.Resampling.LANCZOS)
        if gray:
            picture = picture.convert("L")
        strip(picture).save(samples / f"{name}.jpg", quality=88, optimize=True)


def write_csv(path):
    """Write the credits table, one row per crop.

    Parameters
    ----------
    path : pathlib.Path
        The CSV file to write.
    """
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(["file", "class", "source", "author", "license", "package", "box"])
        for package, member, label, box, name in CROPS:
            source = SOURCES[member]
            row = [f"{label}/{name}.jpg", label, source.slug, source.author, source.license]
            writer.writerow([*row, package, " ".join(str(side) for side in box)])


def credit(package, member, changes):
    """Describe one source photograph in Markdown.

    Parameters
    ----------
    package : str
        Debian package the photograph comes from.
    member : str
        Path of the photograph inside the package.
    changes : str
        What was changed, and in which files.

    Returns
    -------
    list of str
        Markdown lines.
    """
    source = SOURCES[member]
    version, release = PACKAGES[package]
    return [
        f"## {source.title}",
        "",
        f"- Author: {source.author}",
        f"- Year: {source.year}",
        f"- License: [{LICENSE_NAMES[source.license]}]({LICENSE_URLS[source.license]})",
        f"- Debian package: `{package}` {version} ({release}), file `{member}`",
        f"- {source.note}",
        f"- Changes: {changes}",
        "",
    ]


def write_photo_credits(path):
    """Write the human-readable credits of the crops.

    Parameters
    ----------
    path : pathlib.Path
        The Markdown file to write.
    """
    lines = [
        "# Credits for the photographs",
        "",
        "Every picture in `forest` and `mountain` is a crop of one of the photographs below;",
        "the part of its file name before the last underscore names the photograph. The table",
        "`credits.csv` lists every crop. `make_photos.py` makes the crops and this file.",
        "",
    ]
    package_of = {member: package for package, member, *_ in CROPS}
    for member, source in SOURCES.items():
        counts = [
            f"{count} in `{label}`"
            for label in ("forest", "mountain")
            if (count := sum(row[1] == member and row[2] == label for row in CROPS))
        ]
        changes = (
            f"cropped and resized to {SIZE} px; files `{source.slug}_*.jpg`, {' and '.join(counts)}"
        )
        lines += credit(package_of[member], member, changes)
    path.write_text("\n".join(lines).rstrip() + "\n", encoding="utf-8")


def write_sample_credits(path):
    """Write the credits of the sample pictures.

    Parameters
    ----------
    path : pathlib.Path
        The Markdown file to write.
    """
    lines = [
        "# Credits for the sample pictures",
        "",
        "These larger pictures stand in for a reader's own photographs. They come from the",
        "same sources as the crops in `../photos`, so a model trained on those crops has seen",
        "parts of them: use them to try a model out, not to measure it.",
        "",
    ]
    package_of = {member: package for package, member, *_ in SAMPLES}
    for member, package in package_of.items():
        done = []
        for _, other, box, long_side, gray, name in SAMPLES:
            if other == member:
                steps = ["cropped"] * (box is not None) + [f"resized to {long_side} px"]
                steps += ["converted to grayscale"] * gray
                done.append(f"`{name}.jpg`: {' and '.join(steps)}")
        lines += credit(package, member, "; ".join(done))
    path.write_text("\n".join(lines).rstrip() + "\n", encoding="utf-8")


def main():
    """Read the command line, make all files, and report their number."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path, help="folder with the unpacked Debian packages")
    parser.add_argument(
        "--output",
        type=Path,
        default=Path(__file__).resolve().parent,
        help="folder to write photos/ and samples/ into (default: the script's own)",
    )
    arguments = parser.parse_args()
    photos, samples = arguments.output / "photos", arguments.output / "samples"
    try:
        make_crops(arguments.folder, photos)
        make_samples(arguments.folder, samples)
    except FileNotFoundError as error:
        sys.exit(f"Error: {error}")
    write_csv(photos / "credits.csv")
    write_photo_credits(photos / "CREDITS.md")
    write_sample_credits(samples / "CREDITS.md")
    print(f"Wrote {len(CROPS)} crops and {len(SAMPLES)} samples to {arguments.output}.")


if __name__ == "__main__":
    main()
