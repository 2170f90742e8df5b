"""Lab, normalized Lab, and the gamut."""

import warnings

import numpy as np
import pytest
from skimage.color import rgb2lab

from colorlib import color
from colorlib.color import (
    denormalize_lab,
    gray_version,
    in_gamut,
    l_ab_to_rgb,
    lab_to_rgb,
    normalize_lab,
    rgb_to_l_ab,
    rgb_to_lab,
)

# sRGB under D65, as colorimetry tables have it.
KNOWN = {
    (0, 0, 0): (0, 0, 0),
    (255, 255, 255): (100, 0, 0),
    (119, 119, 119): (50.03, 0, 0),
    (255, 0, 0): (53.24, 80.09, 67.20),
    (0, 255, 0): (87.73, -86.18, 83.18),
    (0, 0, 255): (32.30, 79.19, -107.86),
}


@pytest.fixture
def picture():
    return np.random.default_rng(0).integers(0, 256, (24, 40, 3), dtype=np.uint8)


def test_known_colors():
    for rgb, lab in KNOWN.items():
        assert rgb_to_lab(np.uint8(rgb)) == pytest.approx(lab, abs=0.05)
        assert rgb_to_lab(np.float32(rgb) / 255) == pytest.approx(lab, abs=0.05)


def test_every_level_survives_the_round_trip_and_is_as_scikit_image_has_it():
    levels = np.arange(256, dtype=np.uint8)
    grid = np.stack(np.meshgrid(levels[::5], levels[::5], levels), axis=-1).reshape(-1, 52, 3)
    assert np.array_equal(l_ab_to_rgb(*rgb_to_l_ab(grid)), grid)
    np.testing.assert_allclose(rgb_to_lab(grid), rgb2lab(grid), atol=1e-3)


def test_float_round_trip_is_close(picture):
    rgb = picture / np.float32(255)
    assert np.abs(lab_to_rgb(rgb_to_lab(rgb)) - rgb).max() < 1e-4


def test_batches_and_large_pictures_convert_like_single_small_ones(picture, monkeypatch):
    lightness, ab = rgb_to_l_ab(picture)
    rgb = l_ab_to_rgb(lightness, ab)
    monkeypatch.setattr(color, "CHUNK", 7)
    for mine, expected in zip(rgb_to_l_ab(np.stack([picture] * 2)), (lightness, ab), strict=True):
        assert mine.shape == (2, *expected.shape)
        np.testing.assert_allclose(mine[1], expected, atol=1e-6)
    np.testing.assert_array_equal(l_ab_to_rgb(lightness, ab), rgb)


def test_normalized_lab_stays_within_one_and_inverts():
    levels = np.arange(0, 256, 15)
    rgb = np.stack(np.meshgrid(levels, levels, levels), axis=-1).astype(np.uint8)
    lab = rgb_to_lab(rgb)
    lightness, ab = normalize_lab(lab)
    assert lightness.min() == pytest.approx(-1, abs=1e-4)
    assert lightness.max() == pytest.approx(1, abs=1e-4)
    assert 0.9 < np.abs(ab).max() < 1
    assert lightness.dtype == ab.dtype == np.float32
    assert denormalize_lab(lightness, ab) == pytest.approx(lab, abs=1e-4)


def test_colors_outside_the_gamut_are_clipped_in_silence():
    outside = np.float32([(50, 110, 110), (5, -110, 110), (95, -110, -110), (20, 0, 110)])
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        rgb = lab_to_rgb(outside)
    assert rgb.min() >= 0 and rgb.max() <= 1
    assert not in_gamut(outside).any()


def test_gamut_holds_every_srgb_color_and_few_others(picture):
    assert in_gamut(rgb_to_lab(picture)).all()
    box = np.random.default_rng(1).uniform((0, -110, -110), (100, 110, 110), (20_000, 3))
    assert 0.15 < in_gamut(box.astype(np.float32)).mean() < 0.20


def test_gray_version_keeps_lightness_alone(picture):
    gray = gray_version(picture)
    assert gray.shape == picture.shape and gray.dtype == np.uint8
    assert np.ptp(gray, axis=-1).max() == 0
    lightness, _ = rgb_to_l_ab(picture)
    assert rgb_to_l_ab(gray)[0] == pytest.approx(lightness, abs=0.01)
    assert np.array_equal(gray_version(gray), gray)
