"""Photographs: every kind of input, every error in its own words, folders, and the split."""

import csv
import hashlib
import itertools
import os
import shutil
import struct
import subprocess
import sys
from pathlib import Path

import numpy as np
import PIL
import pytest
import tifffile
from PIL import Image, ImageCms, PngImagePlugin

from colorlib import data
from colorlib.data import center_crop, list_pictures, read_each, read_photo, resize
from colorlib.duplicates import ALIKE, relief, similarity
from colorlib.settings import ColorlibError, data_folder

SAMPLE = data_folder() / "photos"
SRGB = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
KINDS = ["PNG", "TIFF", "BMP", "GIF", "WEBP", "JPEG", "AVIF"]
HEIC = Path(__file__).parent / "phone" / "gradient.heic"


def from_pillow(version, value):
    """A parameter that an older Pillow, which the course supports too, cannot write or read."""
    old = tuple(map(int, PIL.__version__.split(".")[:2])) < version
    reason = f"{value} needs Pillow {'.'.join(map(str, version))}"
    return pytest.param(value, marks=pytest.mark.skipif(old, reason=reason))


@pytest.fixture
def rgb():
    """A smooth picture, wider than high, whose top left corner is reddest."""
    y, x = np.mgrid[0:20, 0:30]
    return np.stack([255 - 5 * x - 2 * y, 4 * x + 60, 6 * y + 40], axis=-1).astype(np.uint8)


def distance(one, other):
    return np.abs(one.astype(float) - other)


def bmp(width, height):
    """The header of a BMP file, and no pixels."""
    return b"BM" + struct.pack(
        "<IHHIIiiHHIIiiII", 54, 0, 0, 54, 40, width, height, 1, 24, 0, 0, 0, 0, 0, 0
    )


@pytest.mark.parametrize("kind", KINDS)
def test_files_of_every_format_and_size(tmp_path, rgb, kind):
    path = tmp_path / "photo"
    Image.fromarray(rgb).save(path, kind)
    for given in (path, str(path)):
        photo = read_photo(given)
        assert photo.shape == (20, 30, 3) and photo.dtype == np.uint8
        # JPEG, WebP and AVIF lose a little, and GIF has 256 colors.
        loses = kind in ("JPEG", "WEBP", "AVIF", "GIF")
        assert distance(photo, rgb).mean() < (6 if loses else 0.01)
    for size in ((1, 1), (1, 5000), (5000, 1), (17, 31)):
        Image.new("RGB", size, (200, 200, 200)).save(path, kind)
        photo = read_photo(path)
        assert photo.shape == (*size[::-1], 3) and distance(photo, 200).max() <= 3


@pytest.mark.parametrize("kind", ["GIF", "WEBP", "PNG", "TIFF", "MPO"])
def test_of_several_pictures_the_first_counts(tmp_path, kind):
    frames = [Image.new("RGB", (16, 16), color) for color in ("red", "blue", "green")]
    path = tmp_path / "frames"
    frames[0].save(path, kind, save_all=True, append_images=frames[1:])
    assert distance(read_photo(path), (255, 0, 0)).max() <= 3


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "TIFF"])
def test_every_orientation_is_obeyed(tmp_path, rgb, kind):
    turned = rgb.transpose(1, 0, 2)
    seen = [rgb, rgb[:, ::-1], rgb[::-1, ::-1], rgb[::-1]]
    seen += [turned, turned[:, ::-1], turned[::-1, ::-1], turned[::-1]]
    for orientation, expected in enumerate(seen, start=1):
        exif = Image.Exif()
        exif[0x0112] = orientation
        Image.fromarray(rgb).save(tmp_path / "turned", kind, exif=exif, quality=95)
        photo = read_photo(tmp_path / "turned")
        assert photo.shape == expected.shape and distance(photo, expected).mean() < 4


@pytest.mark.parametrize("exif", [b"MM", b"MM\0*" + b"\xff" * 30, b"II*\0\x08\0\0\0\xff"])
def test_broken_exif_is_ignored(tmp_path, rgb, exif):
    Image.fromarray(rgb).save(tmp_path / "photo.png", exif=exif)
    assert np.array_equal(read_photo(tmp_path / "photo.png"), rgb)


def test_color_profile_is_converted(tmp_path, rgb):
    # In this profile red and blue have changed places.
    swapped = SRGB.replace(b"rXYZ", b"....").replace(b"bXYZ", b"rXYZ").replace(b"....", b"bXYZ")
    palette = Image.fromarray(rgb).quantize(64)
    for image, kind in (
        (Image.fromarray(rgb), "PNG"),
        (Image.fromarray(rgb), "TIFF"),
        (palette, "PNG"),
    ):
        image.save(tmp_path / "swapped", kind, icc_profile=swapped)
        expected = np.asarray(image.convert("RGB"))[..., ::-1]
        assert distance(read_photo(tmp_path / "swapped"), expected).max() <= 2


def profile(device, space, connection, tag, content):
    """A color profile by hand, with one tag."""
    header = struct.pack(
        ">I4xI4s4s4s12x4s", 144 + len(content), 0x02400000, device, space, connection, b"acsp"
    )
    header = header.ljust(68, b"\0") + struct.pack(">III", 0xF6D6, 0x10000, 0xD32D)
    return header.ljust(128, b"\0") + struct.pack(">I4sII", 1, tag, 144, len(content)) + content


def bright_gray():
    """Gray with gamma 1.8, as on old Macs."""
    curve = b"curv" + struct.pack(">4xIH2x", 1, round(1.8 * 256))
    return profile(b"mntr", b"GRAY", b"XYZ ", b"kTRC", curve)


def strange_ink():
    """Cyan ink prints pink; black works, all else is invisible."""
    inks = itertools.product((0, 1), repeat=4)
    lab = [(0 if black else 255, 228 if cyan else 128, 128) for cyan, _, _, black in inks]
    ramp = bytes(range(256))
    lut = b"mft1" + bytes(4) + bytes([4, 3, 2, 0])  # inks, L, a and b, corners of each axis
    lut += struct.pack(">9i", *np.eye(3, dtype=int).ravel() * 0x10000)
    lut += ramp * 4 + np.array(lab, np.uint8).tobytes() + ramp * 3
    return profile(b"prtr", b"CMYK", b"Lab ", b"A2B0", lut)


@pytest.mark.parametrize("mode", ["L", "LA", "I;16"])
def test_gray_profile_is_converted(tmp_path, mode):
    ramp = np.tile(np.arange(256, dtype=np.uint8), (4, 1))
    image = Image.fromarray(ramp.astype("<u2") * 257) if mode == "I;16" else Image.fromarray(ramp)
    image.convert(mode).save(tmp_path / "light.png", icc_profile=bright_gray())
    share = (ramp / 255) ** 1.8
    levels = np.where(share <= 0.0031308, 12.92 * share, 1.055 * share ** (1 / 2.4) - 0.055) * 255
    assert distance(read_photo(tmp_path / "light.png"), levels[..., None]).max() <= 2


@pytest.mark.parametrize("kind", ["TIFF", "JPEG"])
def test_profile_of_a_printing_press_is_converted(tmp_path, kind):
    image = Image.new("CMYK", (48, 16))
    for left, ink in ((0, (255, 0, 0, 0)), (16, (0, 255, 255, 0)), (32, (0, 0, 0, 255))):
        image.paste(ink, (left, 0, left + 16, 16))
    image.save(tmp_path / "print", kind, icc_profile=strange_ink())
    cyan, red, black = read_photo(tmp_path / "print")[8, [8, 24, 40]].astype(int)
    assert cyan[0] > 240 and cyan[1] < 160 and cyan[2] > 240
    assert red.min() > 250 and black.max() < 60


@pytest.mark.parametrize(
    "broken",
    [b"profile", SRGB[:200], SRGB[:128] + bytes(400), bright_gray(), b"\xff" * 3000],
    # A profile holds the second in which it was made, and two processes must agree on the names.
    ids=["words", "cut off", "emptied", "gray", "all ones"],
)
def test_broken_or_unfit_profile_is_ignored(tmp_path, rgb, broken):
    Image.fromarray(rgb).save(tmp_path / "photo.png", icc_profile=broken)
    assert np.array_equal(read_photo(tmp_path / "photo.png"), rgb)


@pytest.mark.parametrize(
    "mode", ["RGB", "RGBA", "CMYK", from_pillow((13, 0), "YCbCr"), "LAB", "P", "L", "LA", "1"]
)
def test_modes_of_pillow_images_and_of_tiff_files(tmp_path, rgb, mode):
    image = Image.fromarray(rgb)
    if mode == "LAB":
        lab = ImageCms.createProfile("LAB")
        image = ImageCms.profileToProfile(
            image, ImageCms.createProfile("sRGB"), lab, outputMode="LAB"
        )
    image = image.convert(mode)
    image.save(tmp_path / "photo.tiff")
    for photo in (read_photo(image), read_photo(tmp_path / "photo.tiff")):
        assert photo.shape == (20, 30, 3) and photo.dtype == np.uint8
        if mode in ("L", "LA", "1"):
            assert np.ptp(photo, axis=-1).max() == 0
        else:
            assert distance(photo, rgb).mean() < (20 if mode == "P" else 3)


@pytest.mark.parametrize("mode", ["RGBA", "LA", from_pillow((12, 0), "PA"), "RGBa", "La"])
def test_transparent_images_lie_on_white(mode):
    image = Image.new("LA" if mode in ("LA", "La") else "RGBA", (3, 1), "black")
    image.putalpha(Image.fromarray(np.uint8([[255, 0, 51]])))
    assert read_photo(image.convert(mode))[0, :, 0].tolist() == [0, 255, 204]


@pytest.mark.parametrize("kind", ["PNG", "GIF", "WEBP", "TIFF"])
def test_transparent_files_lie_on_white(tmp_path, kind):
    image = Image.new("RGBA", (16, 16), "red")
    image.paste((0, 0, 0, 0), (0, 0, 8, 16))
    image.save(tmp_path / "cut-out", kind)
    photo = read_photo(tmp_path / "cut-out")
    assert (photo[:, :7] >= 250).all() and distance(photo[:, 9:], (255, 0, 0)).max() <= 5


@pytest.mark.parametrize("order", ["<", ">"])
def test_sixteen_bits(tmp_path, rgb, order):
    deep, path = rgb.astype(order + "u2") * 257, tmp_path / "deep.tiff"
    tifffile.imwrite(path, deep, photometric="rgb", byteorder=order)
    assert np.array_equal(read_photo(path), rgb)
    tifffile.imwrite(path, deep[..., 0], byteorder=order)
    assert np.array_equal(read_photo(path), np.repeat(rgb[..., :1], 3, axis=2))


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16, np.float32])
def test_tiff_in_which_zero_is_white(tmp_path, dtype):
    white = 1 if dtype == np.float32 else np.iinfo(dtype).max
    path = tmp_path / "scan.tiff"
    tifffile.imwrite(path, np.array([[0, white]], dtype), photometric="miniswhite")
    assert read_photo(path)[..., 0].tolist() == [[255, 0]]


def tiff_variants(rgb):
    """Values and tifffile's options for TIFF pages of many kinds."""
    gray = rgb[..., :1]
    pages = {"minisblack": [gray, np.dstack([gray, 255 + 0 * gray])]}
    pages["miniswhite"] = [255 - gray]
    pages["rgb"] = [rgb, np.dstack([rgb, 255 + 0 * gray])]
    for photometric, values in pages.items():
        for page, dtype, order, squeeze, predictor, tile, planes in itertools.product(
            values, ("u1", "u2", "u4", "i1", "i2", "f2", "f4", "f8"), "<>", (None, "zlib"),
            (None, True), (None, (16, 16)), ("contig", "separate"),
        ):  # fmt: skip
            white = {"u1": 255, "u2": 65535, "u4": 65535, "i1": 127, "i2": 32767}.get(dtype, 1)
            array = (page / 255 * white).astype(dtype)
            array = np.moveaxis(array, -1, 0) if planes == "separate" else array
            if page.shape[-1] == 1:
                array = array.squeeze()
            extra = ["unassalpha"] * (page.shape[-1] in (2, 4))
            yield array.copy(), {
                "photometric": photometric, "byteorder": order, "compression": squeeze,
                "predictor": predictor, "tile": tile, "planarconfig": planes,
                "extrasamples": extra, "metadata": None,
            }  # fmt: skip


def test_tiff_is_read_as_a_second_decoder_reads_it_or_refused(tmp_path, rgb):
    path, counts = tmp_path / "page.tiff", {"written": 0, "read": 0}
    for array, options in tiff_variants(rgb):
        try:
            tifffile.imwrite(path, array, **options)
            assert np.array_equal(tifffile.imread(path).squeeze(), array.squeeze())
        except (ValueError, KeyError):
            continue  # tifffile does not write this kind
        counts["written"] += 1
        try:
            photo = read_photo(path)
        except ColorlibError as error:
            assert "of a rare kind" in str(error) or "has values" in str(error)
            continue
        counts["read"] += 1
        truth = rgb if options["photometric"] == "rgb" else np.repeat(rgb[..., :1], 3, axis=2)
        assert distance(photo, truth).max() <= 2, (array.dtype, array.shape, options)
    assert counts["written"] > 500 and counts["read"] > 100


def test_the_full_picture_of_a_tiff_is_read_and_not_its_preview(tmp_path, rgb):
    path = tmp_path / "scan.tiff"
    with tifffile.TiffWriter(path) as file:
        file.write(rgb[::4, ::4], photometric="rgb", subfiletype=1)
        file.write(rgb, photometric="rgb", subfiletype=0)
    assert np.array_equal(read_photo(path), rgb)


@pytest.mark.parametrize(
    "page",
    [
        {"extratags": [(50706, 1, 4, (1, 4, 0, 0), True)]},  # DNG
        {"subfiletype": 1, "subifds": 1},  # NEF and ARW: the rest is in a tree of its own
    ],
    ids=["DNG", "preview alone"],
)
def test_raw_files_are_refused_and_not_read_as_their_preview(tmp_path, rgb, page):
    path = tmp_path / "raw.dng"
    with tifffile.TiffWriter(path) as file:
        file.write(rgb[::4, ::4], photometric="rgb", **page)
        file.write(rgb[..., 0].astype("u2") * 64, photometric="minisblack")
    with pytest.raises(ColorlibError, match=r"raw\.dng is a camera's raw file: save it as JPEG"):
        read_photo(path)


@pytest.mark.parametrize(
    ("start", "words"),
    [
        (HEIC.read_bytes()[:200], "is an unreadable HEIC picture: .*save it as JPEG"),
        (b"\0\0\0\x0cJXL \r\n\x87\n", "is an unreadable AVIF or JPEG XL picture: save it as JPEG"),
        (b"\xff\x0a\xfa\x7f\x01", "is an unreadable AVIF or JPEG XL picture"),
        (b"\0\0\0\x18ftypcrx \0\0\0\1crx isom", "is a camera's raw file"),
        (b"\xff\xd8\xff\xc1", "could not be read: it is damaged or of a rare kind"),  # 12 bits
        (b"FUJIFILMCCD-RAW 0201", "is a camera's raw file"),
        (b"II*\0\x10\0\0\0CR\2\0", "is a camera's raw file"),
        (b"MM\0+\0\x08\0\0", "could not be read: it is damaged or of a rare kind; save it anew as"),
    ],
)
def test_other_kinds_of_photographs_are_called_by_their_name(tmp_path, start, words):
    path = tmp_path / "sent-as.jpg"
    path.write_bytes(start + bytes(100))
    with pytest.raises(ColorlibError, match=rf"sent-as\.jpg {words}"):
        read_photo(path)


def test_a_heic_photograph_is_read(tmp_path):
    pytest.importorskip("pi_heif")
    y, x = np.mgrid[0:48, 0:64]
    truth = np.stack([4 * x, 5 * y, 2 * x + 2 * y], axis=-1)
    assert distance(read_photo(HEIC), truth).mean() < 2


def test_a_picture_with_a_long_history_is_read(tmp_path, rgb):
    text = PngImagePlugin.PngInfo()
    text.add_itxt("XML:com.adobe.xmp", 3_000_000 * "x", zip=True)
    Image.fromarray(rgb).save(tmp_path / "edited.png", pnginfo=text)
    assert np.array_equal(read_photo(tmp_path / "edited.png"), rgb)


def test_a_tilde_is_the_readers_home(tmp_path, rgb, monkeypatch):
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    Image.fromarray(rgb).save(tmp_path / "photo.png")
    assert read_photo("~/photo.png").shape == rgb.shape
    assert [path.name for path in list_pictures("~")] == ["photo.png"]


def test_tiff_of_twelve_bits_is_refused(tmp_path):
    tags = {256: 2, 257: 1, 258: 12, 259: 1, 262: 1, 273: 122, 277: 1, 278: 1, 279: 3}
    entries = b"".join(struct.pack("<HHII", tag, 4, 1, value) for tag, value in tags.items())
    path = tmp_path / "scan.tiff"
    path.write_bytes(b"II*\0\x08\0\0\0\x09\0" + entries + bytes(4) + b"\0\x0f\xff")
    with pytest.raises(
        ColorlibError, match=r"scan\.tiff could not be read: it is damaged or of a rare kind"
    ):
        read_photo(path)


@pytest.mark.parametrize(
    ("dtype", "white", "bad"),
    [(np.float32, 1, (np.nan, 1.5, -0.5)), (np.int32, 65535, (-1, 70_000))],
)
def test_files_of_floats_and_of_wide_integers(tmp_path, dtype, white, bad):
    path = tmp_path / "values.tiff"
    tifffile.imwrite(path, np.array([[0, white / 5], [white, 0]]).astype(dtype))
    assert read_photo(path)[..., 0].tolist() == [[0, 51], [255, 0]]
    for value in bad:
        tifffile.imwrite(path, np.array([[0, value]], dtype))
        with pytest.raises(ColorlibError, match=rf"values\.tiff has values .* to 0 to {white}\."):
            read_photo(path)


@pytest.mark.parametrize("dtype", [np.uint8, np.float32, np.float64])
@pytest.mark.parametrize("channels", [None, 1, 3, 4])
def test_arrays(rgb, dtype, channels):
    wide = np.concatenate([rgb, np.full_like(rgb[..., :1], 255)], axis=-1)
    array = wide[..., 0] if channels is None else wide[..., :channels]
    if dtype != np.uint8:
        array = (array / 255).astype(dtype)
    kept = array.copy()
    photo = read_photo(array)
    expected = rgb if channels in (3, 4) else np.repeat(rgb[..., :1], 3, axis=-1)
    assert np.array_equal(photo, expected) and photo.dtype == np.uint8
    photo[:] = 0
    assert np.array_equal(array, kept)


def test_transparent_arrays_lie_on_white():
    array = np.zeros((1, 3, 4))
    array[0, :, 3] = 1, 0, 0.2
    for given in (array, np.round(array * 255).astype(np.uint8)):
        assert read_photo(given)[0, :, 0].tolist() == [0, 255, 204]


@pytest.mark.parametrize(
    ("given", "words"),
    [
        *((np.zeros(shape), "shape") for shape in ((5,), (4, 4, 2), (2, 4, 4, 3), (0, 4, 3))),
        *((np.full((4, 4), value), "to 0 to 1") for value in (1.5, -0.1, np.nan, np.inf)),
        (np.where(np.eye(4), np.nan, 0.5), "to 0 to 1"),
        *(
            (np.zeros((4, 4), dtype), str(np.dtype(dtype)))
            for dtype in ("i8", "?", "u2", "c16", "O")
        ),
        (np.broadcast_to(np.uint8(7), (11_000, 11_000)), "too many pixels"),
        (np.ma.masked_equal(np.eye(4), 0), "masked"),
        *((other, type(other).__name__) for other in (None, 7, b"photo.jpg", [[0, 1], [1, 0]])),
    ],
)
def test_unusable_arrays_and_other_things(given, words):
    with pytest.raises(ColorlibError, match=words):
        read_photo(given)


@pytest.mark.parametrize("suffix", ["jpg", "png"])
def test_unreadable_files_are_named_in_one_sentence(tmp_path, rgb, suffix):
    def refused(path):
        with pytest.raises(ValueError) as caught:
            read_photo(path)
        message = str(caught.value)
        assert isinstance(caught.value, ColorlibError)
        assert message.startswith(str(path)) or message.startswith(f"There is no file {path}")
        assert "\n" not in message and message.endswith(".")
        return message

    path = tmp_path / f"photo.{suffix}"
    assert "There is no file" in refused(path)
    assert "is not a file" in refused(tmp_path)
    for content, words in ((b"", "is an empty file"), (b"notes", "is not a picture")):
        path.write_bytes(content)
        assert words in refused(path)
    Image.fromarray(rgb).save(path, "EPS")  # a program, and Ghostscript runs it
    assert "is not a picture" in refused(path)
    Image.fromarray(np.tile(rgb, (10, 10, 1))).save(path)
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    assert "could not be read: it is damaged" in refused(path)
    if hasattr(os, "mkfifo"):
        os.mkfifo(tmp_path / "pipe.jpg")
        assert "is not a file" in refused(tmp_path / "pipe.jpg")


def test_impossible_names():
    with pytest.raises(ColorlibError, match="could not be read: File name too long"):
        read_photo("a" * 5000)
    with pytest.raises(ColorlibError):
        read_photo("\0.jpg")


@pytest.mark.parametrize("size", [(11_000, 11_000), (1, 2**30), (60_000, 60_000)])
def test_too_many_pixels_are_refused_before_they_are_decoded(tmp_path, size):
    path = tmp_path / "bomb.bmp"
    path.write_bytes(bmp(*size))  # decoded, it would be a damaged one
    with pytest.raises(ColorlibError, match=r"bomb\.bmp has too many pixels"):
        read_photo(path)


def test_pillow_images_are_checked_and_left_alone(rgb):
    image = Image.fromarray(rgb).convert("RGBA")
    image.getexif()[0x0112] = 6
    assert read_photo(image).shape == (30, 20, 3)
    assert image.mode == "RGBA" and image.size == (30, 20) and image.getexif()[0x0112] == 6
    closed = Image.open(SAMPLE / "mountain" / "lake-sherburne_04.jpg")
    closed.close()
    odd = Image.new("RGB", (5, 5))
    odd.info["transparency"] = "white"
    for bad in (closed, odd, Image.new("RGB", (0, 5)), Image.fromarray(np.float32([[np.nan]]))):
        with pytest.raises(ColorlibError, match="The Pillow image"):
            read_photo(bad)


def test_nothing_but_photographs_and_sentences_comes_out_of_damaged_files_and_odd_arrays():
    """A crash ends the process by a signal, a hang after ten seconds; in full: fuzz_photos.py."""
    command = [sys.executable, "-m", "tools.fuzz_photos", "--files", "800", "--arrays", "300"]
    root = Path(__file__).parent.parent
    finished = subprocess.run(command, cwd=root, capture_output=True, text=True)
    assert finished.returncode == 0, finished.stdout + finished.stderr
    assert "800 files" in finished.stdout


def test_all_bad_ones_are_told_together(tmp_path, rgb):
    with pytest.raises(ColorlibError, match="holds no photograph"):
        list_pictures(tmp_path)
    for name in ("a.jpg", "c.jpg"):
        (tmp_path / name).write_text("no picture")
    for name in ("b.png", "d.gif", "e.BMP", "f.jfif", "._b.png", "notes.txt"):
        Image.fromarray(rgb).save(tmp_path / name, "PNG")
    paths = list_pictures(tmp_path)
    assert [path.name for path in paths] == ["a.jpg", "b.png", "c.jpg", "d.gif", "e.BMP", "f.jfif"]
    seen = []
    with pytest.raises(ColorlibError) as caught:
        read_each(paths, seen.append)
    first, second = str(caught.value).splitlines()
    assert "a.jpg is not a picture" in first and "c.jpg is not a picture" in second
    assert len(seen) == 4
    assert read_each(paths[3:], np.shape) == [(20, 30, 3)] * 3


def test_resize_keeps_kind_and_range(rgb):
    small = resize(rgb, 10, 15)
    assert small.shape == (10, 15, 3) and small.dtype == np.uint8
    assert distance(small, rgb.reshape(10, 2, 15, 2, 3).mean((1, 3))).max() < 6
    black_and_white = np.uint8(255) * (np.indices((16, 16)).sum(0) // 4 % 2)[..., None]
    assert np.ptp(resize(black_and_white.astype(np.uint8), 64, 64)) == 255  # no wrap-around
    ab = np.random.default_rng(0).uniform(-110, 110, (8, 8, 2)).astype(np.float32)
    large = resize(ab, 16, 16)
    assert large.shape == (16, 16, 2) and large.dtype == np.float32
    assert large.min() < -50 and large.max() > 50


def test_large_pictures_are_resized_without_a_seam(monkeypatch):
    picture = np.random.default_rng(0).uniform(-1, 1, (23, 31, 2)).astype(np.float32)
    for size in ((90, 70), (7, 5), (23, 31)):
        whole = resize(picture, *size)
        with monkeypatch.context() as patch:
            patch.setattr(data, "STRIP", 3)
            assert np.abs(resize(picture, *size) - whole).max() < 1e-5


def test_center_crop_and_load_photos_cut_the_middle(rgb):
    assert np.array_equal(center_crop(rgb, 20), rgb[:, 5:25])
    assert np.array_equal(center_crop(rgb.transpose(1, 0, 2), 20), rgb.transpose(1, 0, 2)[5:25])
    path = data.list_photos("forest", SAMPLE)[0]
    photos = data.load_photos([path, path], size=64)
    assert photos.shape == (2, 64, 64, 3) and photos.dtype == np.uint8
    assert np.array_equal(photos[0], center_crop(read_photo(path), 64))


@pytest.fixture
def own_folder(tmp_path):
    """Ten different scenes a class, of noise in large cells, and no credits."""
    rng = np.random.default_rng(0)
    for category in data.CATEGORIES:
        (tmp_path / category).mkdir()
        for number in range(10):
            cells = rng.integers(0, 256, (8, 9, 3), dtype=np.uint8)
            picture = Image.fromarray(cells).resize((90, 80), Image.Resampling.NEAREST)
            picture.save(tmp_path / category / f"{number}.png")
    return tmp_path


def part_of(folder):
    """The part of each photograph of a folder."""
    split = data.split_photos(folder)
    return {path: part for parts in split.values() for part, ps in parts.items() for path in ps}


def test_every_photograph_is_in_one_part_and_every_source_too():
    parts = part_of(SAMPLE)
    assert sorted(parts) == [p for c in data.CATEGORIES for p in data.list_photos(c, SAMPLE)]
    pairs = set(zip(data.sources_of(list(parts)), parts.values(), strict=True))
    assert len(pairs) == len({source for source, _ in pairs}) < len(parts)


def test_files_of_the_list_are_split_as_listed(own_folder, tmp_path_factory, monkeypatch):
    names = ["train", "validation", "test"]
    listed = {path: names[k % 3] for k, path in enumerate(sorted(own_folder.rglob("*.png")))}
    assert part_of(own_folder) != listed
    left_out = own_folder / "forest" / "0.png"
    table = listed | {left_out: "excluded"}
    del listed[left_out]
    lists = tmp_path_factory.mktemp("lists")
    lines = [f"{hashlib.sha256(p.read_bytes()).hexdigest()},{part}" for p, part in table.items()]
    (lists / "split.csv").write_text("\n".join(["sha256,part", *lines]))
    monkeypatch.setattr(data, "data_folder", lambda: lists)
    assert part_of(own_folder) == listed
    # One photograph more, and the list is no longer about this folder.
    Image.new("RGB", (9, 9)).save(own_folder / "forest" / "new.png")
    assert any(part_of(own_folder)[path] != part for path, part in listed.items())


def test_the_split_follows_from_contents_and_not_from_names(own_folder, tmp_path_factory):
    before = {path.read_bytes(): part for path, part in part_of(own_folder).items()}
    renamed = tmp_path_factory.mktemp("renamed")
    for category in data.CATEGORIES:
        (renamed / category).mkdir()
        for path in (own_folder / category).iterdir():
            shutil.copy(path, renamed / category / f"z{9 - int(path.stem)}.png")
    assert {path.read_bytes(): part for path, part in part_of(renamed).items()} == before


def test_copies_travel_with_their_original(tmp_path):
    """Under other names, in the other class, mirrored, cut and zoomed, darker, as JPEG."""
    paths = [SAMPLE / f"{name}.jpg" for name in ("forest/life_04", "mountain/picosdeeuropa_01")]
    paths += [SAMPLE / "mountain" / "crater-lake_01.jpg", SAMPLE / "forest" / "forest-creek_01.jpg"]
    photos = [read_photo(path) for path in paths]
    changes = {
        "smaller": lambda rgb: resize(rgb, 120, 120),
        "mirrored": lambda rgb: rgb[:, ::-1],
        "zoomed": lambda rgb: rgb[20:220, 40:240],
        "mirrored zoom": lambda rgb: rgb[56:, :200][:, ::-1],
        "darker": lambda rgb: (0.7 * rgb).astype(np.uint8),
    }
    for name, change in changes.items():
        copies = [tmp_path / f"{name}-{path.name}" for path in paths]
        for copy, rgb in zip(copies, photos, strict=True):
            Image.fromarray(np.ascontiguousarray(change(rgb))).save(copy, quality=60)
        groups = data.group_photos(paths + copies)
        assert list(groups[:4]) == list(groups[4:]) and len(set(groups)) == 4, name


def test_many_photographs_are_grouped_by_their_first_fingerprint_alone(own_folder, monkeypatch):
    monkeypatch.setattr(data, "MOST_COMPARED", 5)
    paths = data.list_photos("forest", own_folder)
    mirror = own_folder / "forest" / "mirror.png"
    Image.fromarray(read_photo(paths[3])[:, ::-1].copy()).save(mirror)
    groups = data.group_photos([*paths, mirror])
    assert groups[-1] == groups[3] and len(set(groups)) == 10


def test_groups_join_friends_of_friends(tmp_path):
    """Two steps of a zoom look alike, and so do the next two: all three are one group."""
    whole = read_photo(SAMPLE / "mountain" / "crater-lake_01.jpg")
    for side in (256, 200, 120):
        edge = (256 - side) // 2
        zoomed = whole[edge : edge + side, edge : edge + side]
        Image.fromarray(zoomed.copy()).save(tmp_path / f"{side}.png")
    paths = [tmp_path / f"{side}.png" for side in (256, 200, 120)]
    alike = similarity([relief(read_photo(path)) for path in paths]) >= ALIKE
    assert alike[0, 1] and alike[1, 2] and not alike[0, 2]
    assert len(set(data.group_photos(paths))) == 1


def test_dhash_survives_brightness_and_not_mirroring():
    photo = read_photo(SAMPLE / "mountain" / "lake-sherburne_04.jpg")
    own = data.dhash(photo)
    assert (own != data.dhash((photo * 0.7).astype(np.uint8))).sum() <= 4
    assert (own != data.dhash(photo[:, ::-1])).sum() > 8


def test_the_list_parts_no_group_and_tests_on_enough():
    with (data_folder() / "split.csv").open(newline="") as file:
        table = list(csv.DictReader(file))
    assert len({row["sha256"] for row in table}) == len(table)
    held = {row["group"]: row["part"] for row in table}
    assert all(row["part"] == held[row["group"]] for row in table)
    bundled = {hashlib.sha256(path.read_bytes()).hexdigest() for path in SAMPLE.rglob("*.jpg")}
    for category in data.CATEGORIES:
        mine = [row for row in table if row["category"] == category]
        tests = [row["part"] for row in mine if row["sha256"] not in bundled].count("test")
        assert tests >= 120


LICENSES = {f"CC-BY{share}-{v}" for share in ("", "-SA") for v in ("2.0", "3.0", "4.0")}
LICENSES |= {"CC0-1.0", "LicenseRef-PublicDomain-NPS"}


@pytest.mark.parametrize("folder", ["photos", "samples"])
def test_every_bundled_picture_has_a_complete_credit_and_a_free_license(folder):
    place = data_folder() / folder
    with (place / "credits.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    pictures = {str(path.relative_to(place).as_posix()) for path in place.rglob("*.jpg")}
    assert pictures == {row["file"] for row in rows} and len(rows) == len(pictures)
    text = (place / "CREDITS.md").read_text(encoding="utf-8")
    for row in rows:
        names = row.keys() - {"box"}  # A sample may show all of its original.
        assert all(row[name].strip() for name in names), row["file"]
        assert row["license"] in LICENSES and row["license_url"].startswith("https://")
        assert row["author"] in text and f"`{row['file']}`" in text


def test_the_bundled_collection_is_large_and_varied_enough():
    with (SAMPLE / "credits.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    forests = {row["source"] for row in rows if row["class"] == "forest"}
    assert len(rows) >= 160 and len({row["source"] for row in rows}) >= 60 and len(forests) >= 18
    for path in SAMPLE.rglob("*.jpg"):
        assert read_photo(path).shape == (256, 256, 3)
    assert sum(path.stat().st_size for path in SAMPLE.rglob("*.jpg")) <= 12e6


def test_too_few_scenes_are_named(own_folder):
    for path in data.list_photos("mountain", own_folder)[2:]:
        path.unlink()
    with pytest.raises(ColorlibError, match="too few different mountain scenes"):
        data.split_photos(own_folder)


def test_a_folder_of_your_own_is_used(own_folder, monkeypatch):
    monkeypatch.setenv("COLORLIB_PHOTOS", str(own_folder))
    assert data.photo_folder() == own_folder
    assert data.describe_source() == "the folder named by COLORLIB_PHOTOS (10 forest, 10 mountain)"


@pytest.mark.parametrize(
    ("spoil", "message"),
    [
        (lambda folder: shutil.rmtree(folder), "forest cannot be read .*check its name"),
        (lambda folder: shutil.rmtree(folder / "mountain"), "mountain cannot be read"),
        (lambda folder: (folder / "forest" / "a.jpg").write_text("no"), "a.jpg is not a picture"),
        (lambda folder: (folder / "credits.csv").write_text("a\n1\n"), "columns file and source"),
    ],
)
def test_a_bad_folder_is_named_in_one_sentence(own_folder, monkeypatch, spoil, message):
    monkeypatch.setenv("COLORLIB_PHOTOS", str(own_folder))
    spoil(own_folder)
    with pytest.raises(ColorlibError, match=message):
        data.split_photos()
