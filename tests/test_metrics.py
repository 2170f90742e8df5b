"""Metrics agree with cases whose answer is known, and constants color as they should."""

import importlib.util
import json

import numpy as np
import pytest
from skimage import data

from colorlib import evaluation, metrics
from colorlib.color import gray_version, lab_to_rgb, rgb_to_l_ab
from colorlib.settings import ColorlibError
from colorlib.figures import metrics_table, results_table
from colorlib.data import center_crop
from colorlib.settings import data_folder


@pytest.fixture(scope="module")
def photo():
    return center_crop(data.coffee(), 64)


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
    difference = 50 * float(np.subtract(rgb_to_l_ab(picture)[0], rgb_to_l_ab(truth)[0]).mean())
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
    colorizers = metrics.fit_baselines(photo[None])
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
    table = 110 * metrics.ab_by_lightness(picture)
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


def test_color_distributions_are_as_far_apart_as_their_colors():
    spectra = [metrics.ab_spectrum(flat(lab)) for lab in ((60, 0, 0), (60, 30, 0), (40, 0, 0))]
    # Moved by 30 along a: over all directions the mean of |30 cos| is 60 / π.
    assert metrics.sliced_wasserstein(*spectra[:2]) == pytest.approx(60 / np.pi, abs=0.5)
    assert metrics.sliced_wasserstein(spectra[0], spectra[2]) == pytest.approx(0, abs=0.5)


def test_color_distributions_do_not_care_where_colors_are(photo):
    turned = np.ascontiguousarray(photo[::-1, ::-1])
    assert metrics.ab_distance(photo, turned) > 5
    spectra = metrics.ab_spectrum(photo), metrics.ab_spectrum(turned)
    assert metrics.sliced_wasserstein(*spectra) == pytest.approx(0, abs=1e-9)


@pytest.fixture(scope="module")
def compared():
    rng = np.random.default_rng(0)
    truths = rng.integers(0, 256, (6, 16, 16, 3), dtype=np.uint8)
    colorizers = {
        "gray": gray_version,
        "half": lambda picture: (picture // 2 + gray_version(picture) // 2).astype(np.uint8),
    }
    return evaluation.compare_colorizers(truths, colorizers)


def test_table_of_results_has_intervals_around_its_values(compared):
    for row in compared.values():
        for name, cell in row.items():
            if name == "gains":
                continue
            low, high = cell["interval"]
            assert low <= cell["value"] <= high or name == "distribution_distance"
            assert low <= high


def test_gains_are_those_of_the_mean_distances(compared):
    gain = compared["half"]["gains"]["gray"]
    distances = [compared[name]["ab_distance"]["value"] for name in ("half", "gray")]
    assert gain["value"] == pytest.approx(1 - distances[0] / distances[1])
    # Every picture of "half" is nearer, so the interval is far from 0 in whichever direction.
    assert gain["interval"][0] > 0.3
    assert compared["gray"]["gains"]["half"]["interval"][1] < -0.3
    assert "gray" not in compared["gray"]["gains"]


def test_interval_of_a_mean_is_as_wide_as_theory_says():
    values = np.random.default_rng(1).normal(10, 2, 400)
    low, high = evaluation.interval(lambda drawn: drawn @ values / 400, 400)
    assert low < values.mean() < high
    assert high - low == pytest.approx(2 * 1.96 * values.std() / 20, rel=0.1)


def test_results_table_marks_the_best_and_shows_intervals(compared):
    lines = results_table(compared).splitlines()
    assert "color distribution" in lines[0]
    half = next(line for line in lines if line.startswith("| half"))
    assert "**" in half and "<br>" in half


def test_readme_and_cards_show_the_present_table():
    source = data_folder() / "make_readme.py"
    spec = importlib.util.spec_from_file_location("make_readme", source)
    make_readme = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(make_readme)
    text = make_readme.README.read_text(encoding="utf-8")
    assert text.count("| lean GAN<br>") == 2
    assert make_readme.with_tables(text) == text
    tables = json.loads((data_folder() / "results" / "table.json").read_text())["tables"]
    for category, rows in tables.items():
        card = (data_folder() / "models" / f"{category}.md").read_text(encoding="utf-8")
        assert f"{rows['lean GAN']['delta_e']['value']:.2f}" in card
