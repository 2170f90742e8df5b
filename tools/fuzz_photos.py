"""Damaged files and odd arrays at random: ``python -m tools.fuzz_photos``.

Every picture must come out whole or be refused by one sentence of a ColorlibError: no other
exception, no warning, no crash, and at most ten seconds for each. The case that fails stays in
``case.bin`` of the folder that is named in the first line.
"""

import argparse
import collections
import faulthandler
import io
import tempfile
import warnings
from pathlib import Path

import numpy as np
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays_of
from PIL import Image, ImageCms
from tqdm import tqdm

from colorlib.data import read_photo
from colorlib.settings import ColorlibError, data_folder

LONGEST = 10  # seconds
HEIC = data_folder().parent / "tests" / "phone" / "gradient.heic"
KINDS = {
    "JPEG": ("L", "RGB", "CMYK"),
    "PNG": ("1", "L", "LA", "P", "RGB", "RGBA", "I;16"),
    "WEBP": ("RGB", "RGBA"),
    "AVIF": ("RGB", "RGBA"),
    "TIFF": ("1", "L", "LA", "P", "RGB", "RGBA", "CMYK", "YCbCr", "LAB", "I;16", "I;16B", "F"),
    "BMP": ("1", "L", "P", "RGB", "RGBA"),
    "GIF": ("L", "P"),
}
COMPRESSIONS = ("tiff_lzw", "tiff_adobe_deflate", "packbits", "jpeg")
NUMBERS = (0, 1, 0x7F, 0x80, 0xFF, 0x7FFF, 0xFFFF, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFF)


def small_picture(mode, side=24):
    y, x = np.mgrid[0:side, 0:side]
    rgb = np.stack([9 * x, 9 * y, 4 * x + 4 * y], axis=-1).astype(np.uint8)
    if mode in ("I;16", "I;16B"):
        dtype = ">u2" if mode.endswith("B") else "<u2"
        return Image.fromarray((1000 * x + 1500 * y).astype(dtype))
    if mode == "F":
        return Image.fromarray((x / side).astype(np.float32))
    if mode == "LAB":
        return Image.frombytes("LAB", (side, side), rgb.tobytes())
    picture = Image.fromarray(rgb)
    if mode in ("LA", "RGBA"):
        picture.putalpha(Image.fromarray((10 * x).astype(np.uint8)))
    return picture.convert(mode)


def encoded(picture, kind, **options):
    file = io.BytesIO()
    picture.save(file, kind, **options)
    return file.getvalue()


def seeds():
    """Whole files: every format in every mode, with EXIF and profiles, and the bundled ones."""
    exif = Image.Exif()
    exif[0x0112] = 6
    about = {
        "exif": exif,
        "icc_profile": ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes(),
    }
    files = [
        encoded(small_picture(mode), kind, **({} if kind in ("BMP", "GIF") else about))
        for kind, modes in KINDS.items()
        for mode in modes
    ]
    picture = small_picture("RGB")
    files += [encoded(picture, "TIFF", compression=name) for name in COMPRESSIONS]
    files += [encoded(picture, "JPEG", progressive=True), encoded(picture, "WEBP", lossless=True)]
    frames = {"save_all": True, "append_images": [picture.rotate(90), picture.rotate(180)]}
    files += [encoded(picture, kind, **frames) for kind in ("GIF", "WEBP", "PNG", "TIFF", "MPO")]
    files += [path.read_bytes() for path in sorted((data_folder() / "photos").rglob("*.jpg"))]
    files += 3 * [HEIC.read_bytes()]
    return files


def mutate(data, others, rng):
    """Flip, cut, insert, repeat, overwrite or splice, one to four times; more often in front."""
    data = bytearray(data)
    for _ in range(rng.integers(1, 5)):
        reach = len(data) if rng.random() < 0.5 else min(len(data), 200)
        start = int(rng.integers(reach + 1))
        length = int(rng.integers(1, 64))
        match rng.integers(7):
            case 0 if start < len(data):
                data[start] ^= 1 << int(rng.integers(8))
            case 1:
                del data[start:]
            case 2:
                del data[start : start + length]
            case 3:
                data[start:start] = rng.bytes(length)
            case 4:
                data[start:start] = data[start : start + length]
            case 5:
                number = int(rng.choice(NUMBERS))
                size = max((number.bit_length() + 7) // 8, int(rng.choice([1, 2, 4])))
                data[start : start + size] = number.to_bytes(
                    size, str(rng.choice(["little", "big"]))
                )
            case 6:
                other = others[rng.integers(len(others))]
                data[:start] = other[: int(rng.integers(min(len(other), 400) + 1))]
    return bytes(data)


def check_photo(rgb):
    assert isinstance(rgb, np.ndarray) and rgb.dtype == np.uint8
    assert rgb.ndim == 3 and rgb.shape[2] == 3 and rgb.size


def check_sentence(error):
    text = str(error)
    assert text.endswith((".", "?")) and "\n" not in text and len(text) < 400, text


def fuzz_files(count, folder, seed=0):
    """Read ``count`` mutated files; count those that were read, and refusals by their words."""
    rng = np.random.default_rng(seed)
    whole = seeds()
    outcomes = collections.Counter()
    path = folder / "case.bin"
    for _ in tqdm(range(count), unit="file", disable=None):
        path.write_bytes(mutate(whole[rng.integers(len(whole))], whole, rng))
        faulthandler.dump_traceback_later(LONGEST, exit=True)
        try:
            check_photo(read_photo(path))
            outcomes["read"] += 1
        except ColorlibError as error:
            check_sentence(error)
            assert str(error).startswith(str(path))
            outcomes[" ".join(str(error).removeprefix(str(path)).split()[:2])] += 1
        faulthandler.cancel_dump_traceback_later()
    return outcomes


def odd_arrays():
    """Arrays of any kind, and many that are nearly right."""
    any_kind = arrays_of.arrays(
        dtype=st.one_of(arrays_of.scalar_dtypes(), st.just(np.dtype(object))),
        shape=arrays_of.array_shapes(min_dims=0, max_dims=5, min_side=0, max_side=6),
    )
    sides = st.integers(0, 9)
    shapes = st.one_of(
        st.tuples(sides, sides), st.tuples(sides, sides, st.sampled_from([0, 1, 2, 3, 4, 5]))
    )
    # Numbers that sixteen bits hold exactly.
    wrong = st.sampled_from([-1 / 1024, 1 + 1 / 128, np.nan, np.inf])
    shares = st.one_of(st.floats(0, 1, width=16), wrong)
    floats = st.sampled_from(["<f2", "<f4", ">f4", "<f8", ">f8"])
    nearly = st.one_of(
        arrays_of.arrays(dtype=np.uint8, shape=shapes),
        floats.flatmap(
            lambda dtype: arrays_of.arrays(dtype, shapes, elements=st.floats(0, 1, width=16))
        ),
        floats.flatmap(lambda dtype: arrays_of.arrays(dtype, shapes, elements=shares)),
    )
    views = st.sampled_from([lambda a: a, lambda a: a[::-1], np.asfortranarray, np.transpose])
    return st.builds(
        lambda array, view: view(array) if array.ndim else array, st.one_of(any_kind, nearly), views
    )


def fuzz_arrays(count):
    """Read ``count`` arrays; count those that were read and those that were refused."""
    outcomes = collections.Counter()

    @settings(
        max_examples=count,
        derandomize=True,
        database=None,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(odd_arrays())
    def check(array):
        faulthandler.dump_traceback_later(LONGEST, exit=True)
        try:
            rgb = read_photo(array)
        except ColorlibError as error:
            check_sentence(error)
            outcomes["refused"] += 1
        else:
            check_photo(rgb)
            # An array that is accepted must have a shape, kind and range that are promised.
            assert array.dtype == np.uint8 or array.dtype.kind == "f"
            assert array.min() >= 0 and array.max() <= (255 if array.dtype == np.uint8 else 1)
            assert rgb.shape[:2] == array.shape[:2]
            if array.ndim == 2:
                levels = array if array.dtype == np.uint8 else np.round(array * 255)
                assert np.array_equal(rgb, np.repeat(levels[..., None], 3, axis=2))
            outcomes["read"] += 1
        faulthandler.cancel_dump_traceback_later()

    check()
    return outcomes


def main(arguments=None):
    parser = argparse.ArgumentParser(description="Fuzz colorlib.data.read_photo.")
    parser.add_argument("--files", type=int, default=20_000)
    parser.add_argument("--arrays", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=0, help="of the mutated files")
    options = parser.parse_args(arguments)
    folder = Path(tempfile.mkdtemp(prefix="colorlib-fuzz-"))
    print(folder)
    faulthandler.enable()
    warnings.simplefilter("error")
    for name, outcomes in (
        ("files", fuzz_files(options.files, folder, options.seed)),
        ("arrays", fuzz_arrays(options.arrays)),
    ):
        print(
            f"{outcomes.total()} {name}:",
            *(f"\n  {n:6} {what}" for what, n in outcomes.most_common()),
        )
    (folder / "case.bin").unlink()
    folder.rmdir()


if __name__ == "__main__":
    main()
