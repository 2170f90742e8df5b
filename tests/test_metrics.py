"""Metrics agree with cases whose answer is known, and constants color as they should."""

import numpy as np
import pytest
from skimage import data

from colorlib import baselines, metrics
from colorlib.color import gray_version, lab_to_rgb, split_units
from colorlib.errors import ColorlibError
from colorlib.figures import metrics_table
from colorlib.photos import fit_square


@pytest.fixture(scope="module")
def photo():
    return fit_square(data.coffee(), 64)


def flat(lab):
    return np.round(255 * lab_to_rgb(np.full((16, 16, 3), lab, np.float32))).astype(np.uint8)


def test_picture_compared_with_itself_is_perfect(photo):
    numbers = metrics.measure(photo, photo)
    assert numbers["delta_e"] == numbers["ab_distance"] == 0
    assert numbers["ssim"] == pytest.approx(1)
    assert numbers["psnr"] == float("inf")
    assert numbers["colorfulness_ratio"] == 1


def test_ab_distance_is_in_lab_units_and_ignores_lightness():
    assert metrics.ab_distance(flat((60, 0, 0)), flat((60, 30, 40))) == pytest.approx(50, abs=0.5)
    assert metrics.ab_distance(flat((30, 0, 0)), flat((80, 0, 0))) == pytest.approx(0, abs=0.5)


def test_delta_e_is_one_lightness_unit_apart_in_mid_gray():
    # Between two grays near L = 50, CIEDE2000 equals the difference in L.
    truth, picture = flat((50, 0, 0)), flat((51, 0, 0))
    difference = 50 * float(np.subtract(split_units(picture)[0], split_units(truth)[0]).mean())
    assert metrics.delta_e(truth, picture) == pytest.approx(difference, abs=0.02)


def test_colorfulness_of_gray_is_zero_and_of_two_known_halves_is_known(photo):
    assert metrics.colorfulness(np.full((8, 8, 3), 90, np.uint8)) == 0
    # Half pure red, half pure green: rg = ±255, yb = 127.5 everywhere.
    halves = np.zeros((8, 8, 3), np.uint8)
    halves[:4, :, 0] = halves[4:, :, 1] = 255
    assert metrics.colorfulness(halves) == pytest.approx(255 + 0.3 * 127.5)
    assert metrics.colorfulness(photo) > 30


def test_pictures_that_cannot_be_compared_are_refused(photo):
    with pytest.raises(ColorlibError, match="differ in size"):
        metrics.delta_e(photo, photo[:32])
    with pytest.raises(ColorlibError, match="uint8"):
        metrics.psnr(photo, photo / 255)


def test_constants_read_only_lightness_and_know_their_training_set(photo):
    colorizers = baselines.fit_baselines(photo[None])
    assert list(colorizers) == ["gray", "mean color", "color by lightness"]
    errors = []
    for colorize in colorizers.values():
        result = colorize(photo)
        assert result.shape == photo.shape and result.dtype == np.uint8
        same = colorize(gray_version(photo)).astype(int) - result
        assert np.abs(same).mean() < 1
        errors.append(metrics.ab_distance(photo, result))
    # Each knows more about its own training picture than the one before.
    assert errors[0] > errors[1] > errors[2] > 0


def test_look_up_table_is_the_mean_of_each_level():
    picture = np.concatenate([flat((21, 10, -10)), flat((81, -20, 30))])[None]
    table = 110 * baselines.ab_by_lightness(picture)
    assert table[10] == pytest.approx([10, -10], abs=1)
    assert table[40] == pytest.approx([-20, 30], abs=1)
    assert table[25] == pytest.approx([-5, 10], abs=1)


def test_metrics_table_marks_the_best_of_each_column():
    better = {
        "delta_e": 4.0, "ab_distance": 5.0, "psnr": 30.0, "ssim": 0.9, "colorfulness_ratio": 1.3
    }  # fmt: skip
    worse = {
        "delta_e": 9.0, "ab_distance": 9.0, "psnr": 20.0, "ssim": 0.8, "colorfulness_ratio": 0.9
    }  # fmt: skip
    lines = metrics_table({"network": better, "gray": worse}).splitlines()
    assert lines[2] == "| network | **4.00** | **5.00** | **30.00** | **0.900** | 1.30 |"
    assert lines[3] == "| gray | 9.00 | 9.00 | 20.00 | 0.800 | **0.90** |"
