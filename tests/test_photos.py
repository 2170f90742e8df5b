"""Reading photographs: every kind of input, and every error with its own words."""

import io
import itertools
import os
import struct
import subprocess
import sys
import tempfile
import warnings
import zlib
from pathlib import Path

import numpy as np
import PIL
import pytest
import tifffile
from PIL import Image, ImageCms

from colorlib import data
from colorlib.settings import ColorlibError
from colorlib.data import center_crop, list_pictures, read_each, read_photo, resize

SRGB = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()


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


def png(width, height, bits, kind, rows=b"", **chunks):
    """A PNG file written by hand, since Pillow does not write all kinds; and not only true ones."""
    header = struct.pack(">IIBBBBB", width, height, bits, kind, 0, 0, 0)
    parts = {"IHDR": header, **chunks, "IDAT": zlib.compress(rows), "IEND": b""}
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data))
        + name.encode()
        + data
        + struct.pack(">I", zlib.crc32(name.encode() + data))
        for name, data in parts.items()
    )


@pytest.mark.parametrize("suffix", ["png", "tiff", "bmp", "gif", "webp", "jpg"])
def test_files(tmp_path, rgb, suffix):
    path = tmp_path / f"photo.{suffix}"
    Image.fromarray(rgb).save(path)
    for given in (path, str(path)):
        photo = read_photo(given)
        assert photo.shape == (20, 30, 3) and photo.dtype == np.uint8
        # JPEG and WebP lose a little, and GIF has 256 colors.
        lossy = suffix in ("jpg", "webp", "gif")
        assert np.abs(photo.astype(int) - rgb).mean() < (6 if lossy else 0.01)


@pytest.mark.parametrize("suffix", ["png", "tiff", "bmp", "gif", "webp", "jpg"])
@pytest.mark.parametrize("size", [(1, 1), (1, 5000), (5000, 1), (17, 31)])
def test_any_size(tmp_path, suffix, size):
    path = tmp_path / f"photo.{suffix}"
    Image.new("RGB", size, (200, 200, 200)).save(path)
    photo = read_photo(path)
    assert photo.shape == (*size[::-1], 3) and np.abs(photo.astype(int) - 200).max() <= 3


@pytest.mark.parametrize("kind", ["GIF", "WEBP", "PNG", "TIFF", from_pillow((11, 3), "MPO")])
def test_of_several_pictures_the_first_counts(tmp_path, kind):
    frames = [Image.new("RGB", (16, 16), color) for color in ("red", "blue", "green")]
    path = tmp_path / "frames"
    frames[0].save(path, kind, save_all=True, append_images=frames[1:])
    assert np.abs(read_photo(path).astype(int) - (255, 0, 0)).max() <= 3


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "TIFF"])
def test_every_orientation_is_obeyed(tmp_path, rgb, kind):
    seen = {1: rgb, 2: rgb[:, ::-1], 3: rgb[::-1, ::-1], 4: rgb[::-1]}
    turned = rgb.transpose(1, 0, 2)
    seen |= {5: turned, 6: turned[:, ::-1], 7: turned[::-1, ::-1], 8: turned[::-1]}
    path = tmp_path / "turned"
    for orientation, expected in seen.items():
        exif = Image.Exif()
        exif[0x0112] = orientation
        Image.fromarray(rgb).save(path, kind, exif=exif, quality=95)
        photo = read_photo(path)
        assert photo.shape == expected.shape
        assert np.abs(photo.astype(int) - expected).mean() < 4


@pytest.mark.parametrize(
    "exif", [b"", b"MM", b"MM\0*", b"MM\0*" + b"\xff" * 30, b"II*\0\x08\0\0\0\xff"]
)
def test_broken_exif_is_ignored(tmp_path, rgb, exif):
    path = tmp_path / "photo.png"
    path.write_bytes(png(30, 20, 8, 2, rows(rgb), eXIf=exif))
    assert np.array_equal(read_photo(path), rgb)


def rows(array):
    """Scan lines as PNG has them: most significant byte first, each line behind a zero."""
    array = array.astype(array.dtype.newbyteorder(">"))
    return b"".join(b"\0" + line.tobytes() for line in array)


def test_color_profile_is_converted(tmp_path, rgb):
    # In this profile red and blue have changed places.
    swapped = SRGB.replace(b"rXYZ", b"....").replace(b"bXYZ", b"rXYZ").replace(b"....", b"bXYZ")
    for kind in ("PNG", "TIFF"):
        Image.fromarray(rgb).save(tmp_path / kind, kind, icc_profile=swapped)
        photo = read_photo(tmp_path / kind)
        assert np.abs(photo.astype(int) - rgb[..., ::-1]).max() <= 2
    Image.fromarray(rgb).save(tmp_path / "same.png", icc_profile=SRGB)
    assert np.abs(read_photo(tmp_path / "same.png").astype(int) - rgb).max() <= 1
    indexed = Image.fromarray(rgb).quantize(64)
    indexed.save(tmp_path / "indexed.png", icc_profile=swapped)
    expected = np.asarray(indexed.convert("RGB"))[..., ::-1]
    assert np.abs(read_photo(tmp_path / "indexed.png").astype(int) - expected).max() <= 2


def bright_gray():
    """A color profile by hand: gray with gamma 1.8, as on old Macs."""
    curve = b"curv" + struct.pack(">4xIH2x", 1, round(1.8 * 256))
    header = struct.pack(
        ">I4xI4s4s4s12x4s", 144 + len(curve), 0x02400000, b"mntr", b"GRAY", b"XYZ ", b"acsp"
    )
    header = header.ljust(68, b"\0") + struct.pack(">III", 0xF6D6, 0x10000, 0xD32D)
    return header.ljust(128, b"\0") + struct.pack(">I4sII", 1, b"kTRC", 144, len(curve)) + curve


@pytest.mark.parametrize("mode", ["L", "LA", "I;16"])
def test_gray_profile_is_converted(tmp_path, mode):
    ramp = np.tile(np.arange(256, dtype=np.uint8), (4, 1))
    image = Image.fromarray(ramp.astype("<u2") * 257) if mode == "I;16" else Image.fromarray(ramp)
    image.convert(mode).save(tmp_path / "light.png", icc_profile=bright_gray())
    share = (ramp / 255) ** 1.8
    levels = np.where(share <= 0.0031308, 12.92 * share, 1.055 * share ** (1 / 2.4) - 0.055) * 255
    assert np.abs(read_photo(tmp_path / "light.png") - levels[..., None]).max() <= 2


def strange_ink():
    """A color profile by hand: cyan ink prints pink; black works, all else is invisible."""
    inks = itertools.product((0, 1), repeat=4)
    lab = [(0 if black else 255, 228 if cyan else 128, 128) for cyan, _, _, black in inks]
    ramp = bytes(range(256))
    lut = b"mft1" + bytes(4) + bytes([4, 3, 2, 0])  # inks, L, a and b, corners of each axis
    lut += struct.pack(">9i", *np.eye(3, dtype=int).ravel() * 0x10000)
    lut += ramp * 4 + np.array(lab, np.uint8).tobytes() + ramp * 3
    header = struct.pack(
        ">I4xI4s4s4s12x4s", 144 + len(lut), 0x02400000, b"prtr", b"CMYK", b"Lab ", b"acsp"
    )
    header = header.ljust(68, b"\0") + struct.pack(">III", 0xF6D6, 0x10000, 0xD32D)
    return header.ljust(128, b"\0") + struct.pack(">I4sII", 1, b"A2B0", 144, len(lut)) + lut


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
    "profile",
    [b"profile", SRGB[:200], SRGB[:128] + bytes(400), bright_gray(), b"\xff" * 3000],
    # A profile holds the second in which it was made, and two processes must agree on the names.
    ids=["words", "cut off", "emptied", "gray", "all ones"],
)
def test_broken_or_unfit_profile_is_ignored(tmp_path, rgb, profile):
    path = tmp_path / "photo.png"
    Image.fromarray(rgb).save(path, icc_profile=profile)
    assert np.array_equal(read_photo(path), rgb)


@pytest.mark.parametrize("mode", ["RGB", "RGBA", "CMYK", "YCbCr", "HSV", "P", "L", "LA", "1"])
def test_pillow_modes(rgb, mode):
    photo = read_photo(Image.fromarray(rgb).convert(mode))
    assert photo.shape == (20, 30, 3) and photo.dtype == np.uint8
    if mode in ("L", "LA", "1"):
        assert np.ptp(photo, axis=-1).max() == 0
    elif mode != "P":
        assert np.abs(photo.astype(int) - rgb).max() <= 6


@pytest.mark.parametrize(
    "mode", ["CMYK", from_pillow((13, 0), "YCbCr"), "LAB", "P", "L", "LA", "1"]
)
def test_tiff_modes(tmp_path, rgb, mode):
    image = Image.fromarray(rgb)
    if mode == "LAB":
        lab = ImageCms.createProfile("LAB")
        image = ImageCms.profileToProfile(
            image, ImageCms.createProfile("sRGB"), lab, outputMode="LAB"
        )
    image.convert(mode).save(tmp_path / "photo.tiff")
    photo = read_photo(tmp_path / "photo.tiff").astype(int)
    if mode in ("L", "LA", "1"):
        assert np.ptp(photo, axis=-1).max() == 0
    elif mode == "P":
        assert np.abs(photo - rgb).mean() < 20
    else:
        assert np.abs(photo - rgb).mean() < 3


@pytest.mark.parametrize("mode", ["RGBA", "LA", "P", from_pillow((12, 0), "PA"), "RGBa", "La"])
def test_transparent_pictures_lie_on_white(mode):
    image = Image.new("LA" if mode in ("LA", "La") else "RGBA", (3, 1), "black")
    image.putpixel((1, 0), (0, 0, 0, 0)[-len(image.getbands()) :])
    if mode != "P":
        image.putpixel((2, 0), (0, 0, 0, 51)[-len(image.getbands()) :])
    photo = read_photo(image.convert(mode))[0, :, 0]
    assert photo[:2].tolist() == [0, 255]
    assert photo[2] == (0 if mode == "P" else 204)


@pytest.mark.parametrize("kind", ["PNG", "GIF", "WEBP", "TIFF"])
def test_transparent_files_lie_on_white(tmp_path, kind):
    image = Image.new("RGBA", (16, 16), "red")
    image.paste((0, 0, 0, 0), (0, 0, 8, 16))
    image.save(tmp_path / "cut-out", kind)
    photo = read_photo(tmp_path / "cut-out").astype(int)
    assert (photo[:, :7] >= 250).all() and np.abs(photo[:, 9:] - (255, 0, 0)).max() <= 5


@pytest.mark.parametrize("order", ["<", ">"])
def test_sixteen_bits_in_color(tmp_path, rgb, order):
    deep = rgb.astype(order + "u2") * 257
    (tmp_path / "deep.png").write_bytes(png(30, 20, 16, 2, rows(deep)))
    tifffile.imwrite(tmp_path / "deep.tiff", deep, photometric="rgb", byteorder=order)
    tifffile.imwrite(tmp_path / "gray.tiff", deep[..., 0], byteorder=order)
    assert np.array_equal(read_photo(tmp_path / "deep.png"), rgb)
    assert np.array_equal(read_photo(tmp_path / "deep.tiff"), rgb)
    assert np.array_equal(read_photo(tmp_path / "gray.tiff"), np.repeat(rgb[..., :1], 3, axis=2))


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16, np.float32])
def test_tiff_in_which_zero_is_white(tmp_path, dtype):
    white = 1 if dtype == np.float32 else np.iinfo(dtype).max
    path = tmp_path / "scan.tiff"
    tifffile.imwrite(path, np.array([[0, white]], dtype), photometric="miniswhite")
    assert read_photo(path)[..., 0].tolist() == [[255, 0]]


def test_tiff_of_twelve_bits_is_refused(tmp_path):
    tags = {256: 2, 257: 1, 258: 12, 259: 1, 262: 1, 273: 122, 277: 1, 278: 1, 279: 3}
    entries = b"".join(struct.pack("<HHII", tag, 4, 1, value) for tag, value in tags.items())
    path = tmp_path / "scan.tiff"
    path.write_bytes(b"II*\0\x08\0\0\0\x09\0" + entries + bytes(4) + b"\0\x0f\xff")
    with pytest.raises(ColorlibError, match=r"scan\.tiff has 12 bits"):
        read_photo(path)


def test_float_files(tmp_path, rgb):
    path = tmp_path / "float.tiff"
    gray = (rgb[..., 0] / 255).astype(np.float32)
    tifffile.imwrite(path, gray)
    assert np.array_equal(read_photo(path)[..., 0], rgb[..., 0])
    for bad in (np.nan, 1.5, -0.5):
        gray[3, 3] = bad
        tifffile.imwrite(path, gray)
        with pytest.raises(ColorlibError, match=r"float\.tiff has values .* from 0 to 1"):
            read_photo(path)


@pytest.mark.parametrize("bad", [-1, 70_000])
def test_whole_numbers_of_unknown_range_are_refused(tmp_path, bad):
    path = tmp_path / "count.tiff"
    tifffile.imwrite(path, np.array([[0, 257], [65535, 514]], np.int32))
    assert read_photo(path)[..., 0].tolist() == [[0, 1], [255, 2]]
    tifffile.imwrite(path, np.array([[0, bad]], np.int32))
    with pytest.raises(ColorlibError, match=r"count\.tiff has gray levels outside 0 to 65535"):
        read_photo(path)


def test_sixteen_bit_gray_is_scaled_and_not_cut(tmp_path):
    ramp = np.linspace(0, 65535, 64, dtype=np.uint16).reshape(8, 8)
    path = tmp_path / "deep.png"
    Image.fromarray(ramp).save(path)
    assert read_photo(path)[..., 0] == pytest.approx(ramp / 257, abs=1)


@pytest.mark.parametrize("dtype", [np.uint8, np.float32, np.float64])
@pytest.mark.parametrize("channels", [None, 1, 3, 4])
def test_arrays(rgb, dtype, channels):
    wide = np.concatenate([rgb, np.full_like(rgb[..., :1], 255)], axis=-1)
    array = wide[..., 0] if channels is None else wide[..., :channels]
    if dtype != np.uint8:
        array = (array / 255).astype(dtype)
    photo = read_photo(array)
    expected = rgb if channels in (3, 4) else np.repeat(rgb[..., :1], 3, axis=-1)
    assert np.array_equal(photo, expected) and photo.dtype == np.uint8


def test_transparent_arrays_lie_on_white():
    array = np.zeros((1, 3, 4))
    array[0, :, 3] = 1, 0, 0.2
    for given in (array, np.round(array * 255).astype(np.uint8)):
        assert read_photo(given)[0, :, 0].tolist() == [0, 255, 204]


def test_the_array_given_is_left_alone(rgb):
    kept = rgb.copy()
    read_photo(rgb)
    assert np.array_equal(rgb, kept)


@pytest.mark.parametrize(
    ("array", "words"),
    [
        (np.zeros(5), "shape"),
        (np.zeros((4, 4, 2)), "shape"),
        (np.zeros((2, 4, 4, 3)), "shape"),
        (np.zeros((0, 4, 3), np.uint8), "shape"),
        (np.full((4, 4), 1.5), "from 0 to 1"),
        (np.full((4, 4), -0.1), "from 0 to 1"),
        (np.full((4, 4), np.nan), "from 0 to 1"),
        (np.where(np.eye(4), np.nan, 0.5), "from 0 to 1"),
        (np.full((4, 4), np.inf), "from 0 to 1"),
        (np.zeros((4, 4), np.int64), "int64"),
        (np.zeros((4, 4), bool), "bool"),
        (np.zeros((4, 4), np.uint16), "uint16"),
        (np.zeros((4, 4), complex), "complex128"),
        (np.zeros((4, 4), object), "object"),
        (np.zeros((4, 4), "U3"), "U3"),
        (np.zeros((3, 40, 40)), "shape"),
        (np.broadcast_to(np.uint8(7), (11_000, 11_000, 3)), "too many pixels"),
        (np.ma.masked_equal(np.eye(4), 0), "masked"),
    ],
)
def test_unusable_arrays(array, words):
    with pytest.raises(ColorlibError, match=words):
        read_photo(array)


@pytest.mark.parametrize("given", [None, 7, b"photo.jpg", [[0, 1], [1, 0]]])
def test_other_types_are_named(given):
    with pytest.raises(ColorlibError, match=type(given).__name__):
        read_photo(given)


def test_missing_file(tmp_path):
    with pytest.raises(ColorlibError, match=r"no file .*away\.jpg"):
        read_photo(tmp_path / "away.jpg")


def test_folder(tmp_path):
    with pytest.raises(ColorlibError, match="is a folder"):
        read_photo(tmp_path)


def test_not_a_picture(tmp_path):
    path = tmp_path / "notes.jpg"
    path.write_text("these are notes")
    with pytest.raises(ColorlibError, match=r"notes\.jpg is not a picture"):
        read_photo(path)


def test_empty_file(tmp_path):
    path = tmp_path / "empty.png"
    path.touch()
    with pytest.raises(ColorlibError, match="not a picture"):
        read_photo(path)


@pytest.mark.parametrize("suffix", ["jpg", "png"])
def test_damaged_file(tmp_path, rgb, suffix):
    path = tmp_path / f"half.{suffix}"
    Image.fromarray(np.tile(rgb, (10, 10, 1))).save(path)
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) // 2])
    with pytest.raises(ColorlibError, match=rf"half\.{suffix} could not be read"):
        read_photo(path)


@pytest.mark.parametrize("size", [(11_000, 11_000), (1, 2**30), (60_000, 60_000)])
def test_too_many_pixels_are_refused_before_they_are_decoded(tmp_path, size):
    path = tmp_path / "bomb.png"
    path.write_bytes(png(*size, 8, 2))  # decoded, it would be a damaged one
    with pytest.raises(ColorlibError, match=r"bomb\.png has too many pixels"):
        read_photo(path)


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux limits memory so")
def test_too_little_memory_is_told(tmp_path):
    path = tmp_path / "large.png"
    path.write_bytes(png(10_000, 10_000, 8, 2))
    script = (
        "import resource, sys; from PIL import Image; from colorlib.data import read_photo;"
        "Image.preinit(); pages = int(open('/proc/self/statm').read().split()[0]);"
        "limit = pages * resource.getpagesize() + 2**26;"
        "resource.setrlimit(resource.RLIMIT_AS, (limit, limit)); read_photo(sys.argv[1])"
    )
    command = [sys.executable, "-c", script, str(path)]
    finished = subprocess.run(command, capture_output=True, text=True)
    assert "large.png does not fit into memory" in finished.stderr.splitlines()[-1]


def test_large_pictures_give_no_warning(tmp_path, rgb, monkeypatch):
    monkeypatch.setattr(Image, "MAX_IMAGE_PIXELS", 500)  # Pillow warns from here, to twice of it
    Image.fromarray(rgb).save(tmp_path / "large.png")
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert np.array_equal(read_photo(tmp_path / "large.png"), rgb)


def test_other_formats_are_not_opened(tmp_path, rgb):
    Image.fromarray(rgb).save(tmp_path / "photo.jpg", "EPS")  # a program, and Ghostscript runs it
    with pytest.raises(ColorlibError, match=r"photo\.jpg is not a picture"):
        read_photo(tmp_path / "photo.jpg")


def test_pillow_images_are_checked_and_left_alone(rgb):
    image = Image.fromarray(rgb).convert("RGBA")
    image.getexif()[0x0112] = 6
    assert read_photo(image).shape == (30, 20, 3)
    assert image.mode == "RGBA" and image.size == (30, 20) and image.getexif()[0x0112] == 6
    file = io.BytesIO()
    Image.fromarray(np.tile(rgb, (9, 9, 1))).save(file, "JPEG")
    cut = Image.open(io.BytesIO(file.getvalue()[:2000]))
    closed = Image.open(io.BytesIO(file.getvalue()))
    closed.close()
    odd = Image.new("RGB", (5, 5))
    odd.info["transparency"] = "white"
    empty, dark = Image.new("RGB", (0, 5)), Image.fromarray(np.float32([[np.nan]]))
    for bad in (cut, closed, odd, empty, dark):
        with pytest.raises(ColorlibError, match="The Pillow image"):
            read_photo(bad)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="only POSIX has named pipes")
def test_a_pipe_is_not_waited_for(tmp_path):
    os.mkfifo(tmp_path / "pipe.jpg")
    with pytest.raises(ColorlibError, match=r"pipe\.jpg is not an ordinary file"):
        read_photo(tmp_path / "pipe.jpg")


@pytest.mark.skipif(not hasattr(os, "geteuid"), reason="only POSIX has these permissions")
def test_a_file_without_permission(rgb):
    user = os.geteuid()
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        path = Path(folder) / "private.png"
        Image.fromarray(rgb).save(path)
        path.chmod(0)
        if user == 0:
            os.seteuid(65534)  # root may read everything, "nobody" may not
        try:
            with pytest.raises(ColorlibError, match=r"private\.png could not be read: Permission"):
                read_photo(path)
        finally:
            if user == 0:
                os.seteuid(0)


@pytest.mark.parametrize("name", ["a" * 5000, "\0.jpg"])
def test_impossible_names(name):
    with pytest.raises(ColorlibError):
        read_photo(name)


def test_all_bad_ones_are_told_together(tmp_path, rgb):
    for name in ("a.jpg", "c.jpg"):
        (tmp_path / name).write_text("no picture")
    for name in ("b.png", "d.gif", "e.BMP", ".hidden.png", "notes.txt"):
        Image.fromarray(rgb).save(tmp_path / name, "PNG")
    paths = list_pictures(tmp_path)
    assert [path.name for path in paths] == ["a.jpg", "b.png", "c.jpg", "d.gif", "e.BMP"]
    seen = []
    with pytest.raises(ColorlibError) as caught:
        read_each(paths, seen.append)
    first, second = str(caught.value).splitlines()
    assert "a.jpg is not a picture" in first and "c.jpg is not a picture" in second
    assert len(seen) == 3
    assert read_each(paths[3:], np.shape) == [(20, 30, 3)] * 2


def test_folder_without_pictures_or_that_is_none(tmp_path):
    with pytest.raises(ColorlibError, match="holds no photograph"):
        list_pictures(tmp_path)
    with pytest.raises(ColorlibError, match="nowhere could not be read"):
        list_pictures(tmp_path / "nowhere")


def test_nothing_but_photographs_and_sentences_comes_out_of_damaged_files_and_odd_arrays():
    """A crash ends the process by a signal, a hang after ten seconds; in full: fuzz_photos.py."""
    command = [sys.executable, "-m", "tests.fuzz_photos", "--files", "1500", "--arrays", "500"]
    root = Path(__file__).parent.parent
    finished = subprocess.run(command, cwd=root, capture_output=True, text=True)
    assert finished.returncode == 0, finished.stdout + finished.stderr
    assert "1500 files" in finished.stdout


def test_errors_are_value_errors_in_one_sentence(tmp_path):
    with pytest.raises(ValueError) as caught:
        read_photo(tmp_path)
    assert "\n" not in str(caught.value) and str(caught.value).endswith(".")


def test_resize_keeps_kind_and_range(rgb):
    small = resize(rgb, 10, 15)
    assert small.shape == (10, 15, 3) and small.dtype == np.uint8
    assert np.abs(small.astype(float) - rgb.reshape(10, 2, 15, 2, 3).mean((1, 3))).max() < 6
    black_and_white = np.uint8(255) * (np.indices((16, 16)).sum(0) // 4 % 2)[..., None]
    assert np.ptp(resize(black_and_white.astype(np.uint8), 64, 64)) == 255  # no wrap-around


def test_large_pictures_are_resized_without_a_seam(monkeypatch):
    picture = np.random.default_rng(0).uniform(-1, 1, (23, 31, 2)).astype(np.float32)
    for size in ((90, 70), (7, 5), (23, 31)):
        monkeypatch.undo()
        whole = resize(picture, *size)
        monkeypatch.setattr(photos, "PIXELS_AT_ONCE", 100)
        assert np.abs(resize(picture, *size) - whole).max() < 1e-5


def test_resize_takes_values_of_any_range():
    ab = np.random.default_rng(0).uniform(-110, 110, (8, 8, 2)).astype(np.float32)
    large = resize(ab, 16, 16)
    assert large.shape == (16, 16, 2) and large.dtype == np.float32
    assert large.min() < -50 and large.max() > 50
    assert resize(np.full((4, 4, 1), -3.0), 9, 7) == pytest.approx(-3)


def test_fit_square_cuts_the_middle(rgb):
    assert np.array_equal(center_crop(rgb, 20), rgb[:, 5:25])
    assert np.array_equal(center_crop(rgb.transpose(1, 0, 2), 20), rgb.transpose(1, 0, 2)[5:25])
    assert center_crop(rgb, 32).shape == (32, 32, 3)
