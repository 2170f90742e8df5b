"""Reading photographs: every kind of input, and every error with its own words."""

import numpy as np
import pytest
from PIL import Image

from colorlib.errors import ColorlibError
from colorlib.photos import fit_square, read_photo, resize


@pytest.fixture
def rgb():
    """A smooth picture, wider than high, whose top left corner is reddest."""
    y, x = np.mgrid[0:20, 0:30]
    return np.stack([255 - 5 * x - 2 * y, 4 * x + 60, 6 * y + 40], axis=-1).astype(np.uint8)


@pytest.mark.parametrize("suffix", ["png", "tiff", "bmp", "webp", "jpg"])
def test_files(tmp_path, rgb, suffix):
    path = tmp_path / f"photo.{suffix}"
    Image.fromarray(rgb).save(path)
    for given in (path, str(path)):
        photo = read_photo(given)
        assert photo.shape == (20, 30, 3) and photo.dtype == np.uint8
        # JPEG and WebP lose a little.
        assert np.abs(photo.astype(int) - rgb).mean() < (6 if suffix in ("jpg", "webp") else 0.01)


def test_orientation_is_obeyed(tmp_path, rgb):
    exif = Image.Exif()
    exif[0x0112] = 6  # "turn a quarter clockwise to view"
    path = tmp_path / "turned.png"
    Image.fromarray(rgb).save(path, exif=exif)
    assert np.array_equal(read_photo(path), np.rot90(rgb, -1))


@pytest.mark.parametrize("mode", ["RGB", "RGBA", "CMYK", "YCbCr", "HSV", "P", "L", "LA", "1"])
def test_pillow_modes(rgb, mode):
    photo = read_photo(Image.fromarray(rgb).convert(mode))
    assert photo.shape == (20, 30, 3) and photo.dtype == np.uint8
    if mode in ("L", "LA", "1"):
        assert np.ptp(photo, axis=-1).max() == 0
    elif mode != "P":
        assert np.abs(photo.astype(int) - rgb).max() <= 6


def test_sixteen_bit_gray_is_scaled_and_not_cut(tmp_path):
    ramp = np.linspace(0, 65535, 64, dtype=np.uint16).reshape(8, 8)
    path = tmp_path / "deep.png"
    Image.fromarray(ramp).save(path)
    assert read_photo(path)[..., 0] == pytest.approx(ramp / 257, abs=1)


@pytest.mark.parametrize("dtype", [np.uint8, np.float32, np.float64])
@pytest.mark.parametrize("channels", [None, 1, 3, 4])
def test_arrays(rgb, dtype, channels):
    wide = np.concatenate([rgb, rgb[..., :1]], axis=-1)
    array = wide[..., 0] if channels is None else wide[..., :channels]
    if dtype != np.uint8:
        array = (array / 255).astype(dtype)
    photo = read_photo(array)
    expected = rgb if channels in (3, 4) else np.repeat(rgb[..., :1], 3, axis=-1)
    assert np.array_equal(photo, expected) and photo.dtype == np.uint8


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
        (np.zeros((4, 4), np.int64), "int64"),
        (np.zeros((4, 4), bool), "bool"),
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


def test_too_many_pixels(tmp_path, rgb, monkeypatch):
    path = tmp_path / "huge.png"
    Image.fromarray(rgb).save(path)
    monkeypatch.setattr(Image, "MAX_IMAGE_PIXELS", 100)
    with pytest.raises(ColorlibError, match="too many pixels"):
        read_photo(path)


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


def test_resize_takes_values_of_any_range():
    ab = np.random.default_rng(0).uniform(-110, 110, (8, 8, 2)).astype(np.float32)
    large = resize(ab, 16, 16)
    assert large.shape == (16, 16, 2) and large.dtype == np.float32
    assert large.min() < -50 and large.max() > 50
    assert resize(np.full((4, 4, 1), -3.0), 9, 7) == pytest.approx(-3)


def test_fit_square_cuts_the_middle(rgb):
    assert np.array_equal(fit_square(rgb, 20), rgb[:, 5:25])
    assert np.array_equal(fit_square(rgb.transpose(1, 0, 2), 20), rgb.transpose(1, 0, 2)[5:25])
    assert fit_square(rgb, 32).shape == (32, 32, 3)
