"""The solids, the Lab explorer and the photo browser, driven through all their controls."""

import io

import numpy as np
import pytest
from PIL import Image

from colorlib import data
from colorlib.color import in_gamut, lab_to_rgb, rgb_to_lab
from colorlib.data import center_crop, read_photo
from colorlib.figures.color import nearest_in_gamut
from colorlib.settings import data_folder
from colorlib.widgets.color import FACTORS, lab_explorer, resolution_viewer, solid_viewer
from colorlib.widgets.data import photo_browser

PATHS = [data_folder() / "samples" / "autumn-valley.jpg"]
PATHS += [data.list_photos(name, data_folder() / "photos")[0] for name in data.CATEGORIES]


@pytest.fixture
def explorer():
    return lab_explorer(PATHS)


def pixels(picture):
    return np.asarray(Image.open(io.BytesIO(picture.data)))


def test_solids_hold_the_cube_and_its_colors_in_lab():
    viewer = solid_viewer().solids
    cube, in_lab = np.frombuffer(viewer.corners, np.float32).reshape(2, -1, 4, 3)
    assert cube.min() == -1 and cube.max() == 1
    lab = rgb_to_lab((cube + 1) / 2)
    np.testing.assert_allclose(in_lab[..., 2], lab[..., 0] / 50 - 1, atol=1e-5)
    np.testing.assert_allclose(in_lab[..., :2], lab[..., 1:] / 110, atol=1e-5)
    colors = np.frombuffer(viewer.colors, np.uint8).reshape(-1, 3)
    assert np.abs(colors - 127.5 * (cube.mean(axis=1) + 1)).max() <= 0.51


@pytest.mark.parametrize("axis", ["L", "a", "b"])
def test_each_axis_of_the_explorer_moves_the_color_and_nothing_else(explorer, axis):
    before = explorer.picture.data
    control, seen = explorer.axes[axis], set()
    for value in np.linspace(control.min, control.max, 5).astype(int):
        control.value = int(value)
        assert explorer.lab == tuple(explorer.axes[name].value for name in "Lab")
        assert explorer.lab["Lab".index(axis)] == value
        place = "ring" if in_gamut(np.float32(explorer.lab)) else "outside the colors of sRGB"
        assert place in explorer.cut.alt
        seen.add(explorer.cut.data + explorer.swatch.value.encode())
    assert len(seen) == 5
    assert explorer.picture.data == before


def test_patch_has_the_color_of_the_sliders(explorer):
    rgb = np.rint(255 * lab_to_rgb(np.float32(explorer.lab))).astype(int)
    assert f"background: rgb({rgb[0]}, {rgb[1]}, {rgb[2]})" in explorer.swatch.value
    at = (320 * (1 - 30 / 110) / 2, 320 * (1 + 20 / 110) / 2)  # row and column of a = 20, b = 30
    assert np.abs(pixels(explorer.cut)[int(at[0]), int(at[1])] - rgb).max() <= 8
    explorer.b.value = -100
    assert "clipped" in explorer.swatch.value and "nearest" in explorer.swatch.value


@pytest.mark.parametrize("place", [(0, 0), (1, 1), (0.3, 0.8)])
def test_pointing_at_a_pixel_reads_its_color(explorer, place):
    explorer.picture.stroke = [[0.5, 0.5], list(place)]
    x, y = (min(int(256 * share), 255) for share in place)
    rgb = center_crop(read_photo(PATHS[0]), 256)[y, x]
    assert explorer.lab == pytest.approx(rgb_to_lab(rgb), abs=0.51)


def test_pointing_at_the_plane_sets_a_and_b(explorer):
    for across, up, a, b in ((0.01, 0.01, -108, -108), (0.99, 0.99, 108, 108), (0.5, 0.25, 0, -55)):
        explorer.cut.stroke = [[across, 1 - up]]
        assert explorer.lab == (60, a, b)


def test_resolution_makes_color_or_lightness_coarse():
    viewer = resolution_viewer(PATHS)
    control, shown = viewer.factor, viewer.pictures
    control.value = 1
    sharp = {name: pixels(picture).astype(float) for name, picture in shown.items()}
    errors = {"coarse_ab": [], "coarse_l": [], "a": [], "b": []}
    for control.value in FACTORS:
        for name in errors:
            errors[name].append(np.abs(pixels(shown[name]) - sharp[name]).mean())
        assert np.array_equal(pixels(shown["L"]), sharp["L"])
    for series in errors.values():
        assert series[0] == 0 and (np.diff(series) > 0).all()
    assert errors["coarse_ab"][4] < errors["coarse_l"][4] / 2


def test_every_photograph_can_be_chosen(explorer):
    menu = explorer.photo
    for menu.value in PATHS:
        photo = center_crop(read_photo(menu.value), 256)
        assert np.array_equal(pixels(explorer.picture), photo)
        assert menu.value.stem in explorer.picture.alt


def test_browser_shows_each_photograph():
    browser = photo_browser(PATHS)
    seen = set()
    for browser.number.value in range(1, len(PATHS) + 1):
        seen.add((browser.picture.data, browser.picture.alt))
    assert len(seen) == len(PATHS) == browser.number.max
    assert PATHS[-1].stem in browser.picture.alt


def test_nearest_color_is_nearer_than_the_clipped_one():
    for lab in np.float32([(90, 60, -60), (20, -80, 60), (50, 110, 110), (100, -110, 0)]):
        clipped, nearest = rgb_to_lab(lab_to_rgb(lab)), nearest_in_gamut(lab)
        assert in_gamut(nearest)
        assert np.linalg.norm(nearest - lab) <= np.linalg.norm(clipped - lab) + 1
