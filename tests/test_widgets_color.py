"""The solids, the Lab explorer and the photo browser, driven through all their controls."""

import io

import numpy as np
import pytest
from PIL import Image

from colorlib import data, figures
from colorlib.color import in_gamut, lab_to_rgb, rgb_to_lab
from colorlib.settings import ColorlibError
from colorlib.figures.color import SLICE_PLACE, nearest_in_gamut
from colorlib.data import center_crop, read_photo
from colorlib.settings import data_folder
from colorlib.widgets.color import FACTORS, lab_explorer, solid_viewer
from colorlib.widgets.data import photo_browser

BUNDLED = data_folder() / "photos"
PATHS = [data_folder() / "samples" / "autumn-valley.jpg"]
PATHS += [data.list_photos(name, BUNDLED)[0] for name in data.CATEGORIES]


@pytest.fixture
def explorer():
    return lab_explorer(PATHS)


def pixels(picture):
    return np.asarray(Image.open(io.BytesIO(picture.data)))


def states(control):
    """A walk through a slider's range: both ends, and four places between."""
    steps = np.linspace(control.min, control.max, 6)
    return [
        int(control.min + round((v - control.min) / control.step) * control.step) for v in steps
    ]


def drawn_at_each(control, picture):
    """The pictures at each state of a slider, and their texts."""
    seen = []
    for value in states(control):
        control.value = value
        seen.append((picture.data, picture.alt))
    return seen


def test_solids_turn_with_both_sliders():
    viewer = solid_viewer()
    for control in viewer.controls.values():
        assert control.description
        seen = drawn_at_each(control, viewer.picture)
        assert len({alt for _, alt in seen}) == len(seen)
        # A full turn ends where it began.
        assert len({data for data, _ in seen}) >= len(seen) - 1


@pytest.mark.parametrize("axis", ["L", "a", "b"])
def test_each_axis_of_the_explorer_moves_the_color_and_nothing_else(explorer, axis):
    before = {name: picture.data for name, picture in explorer.pictures.items()}
    control = explorer.controls[axis]
    seen = set()
    for value in states(control):
        control.value = value
        assert explorer.lab == tuple(explorer.controls[name].value for name in "Lab")
        assert explorer.lab["Lab".index(axis)] == value
        place = "ring" if in_gamut(np.float32(explorer.lab)) else "outside the colors of sRGB"
        assert place in explorer.pictures["color"].alt
        seen.add(explorer.pictures["color"].data)
    assert len(seen) == 6
    for name in set(before) - {"color"}:
        assert explorer.pictures[name].data == before[name]


def test_patch_has_the_color_of_the_sliders(explorer):
    patch = pixels(explorer.pictures["color"])[120, -200]
    assert np.abs(patch - 255 * lab_to_rgb(np.float32(explorer.lab))).max() <= 1


@pytest.mark.parametrize("place", [(0, 0), (1, 1), (0.3, 0.8)])
def test_pointing_at_a_pixel_reads_its_color(explorer, place):
    explorer.pictures["photo"].stroke = [[0.5, 0.5], list(place)]
    x, y = (min(int(256 * share), 255) for share in place)
    rgb = center_crop(read_photo(PATHS[0]), 256)[y, x]
    assert explorer.pixel["xy"] == (x, y)
    assert explorer.pixel["rgb"] == tuple(rgb)
    assert explorer.lab == pytest.approx(rgb_to_lab(rgb), abs=0.51)
    assert explorer.lab == pytest.approx(explorer.pixel["lab"], abs=0.56)
    assert str(explorer.pixel["rgb"]) in explorer.reading.value


def test_pointing_at_the_plane_sets_a_and_b(explorer):
    left, bottom, width, height = SLICE_PLACE
    picture = explorer.pictures["color"]
    for across, up, a, b in ((0, 0, -110, -110), (1, 1, 110, 110), (0.5, 0.25, 0, -55)):
        picture.stroke = [[left + across * width, 1 - bottom - up * height]]
        assert explorer.lab == (60, a, b)
    picture.stroke = [[0.9, 0.5]]  # beside the plane
    assert explorer.lab == (60, 0, -55)


def test_resolution_makes_color_or_lightness_coarse(explorer):
    control, shown = explorer.controls["factor"], explorer.pictures
    assert [value for _, value in control.options] == list(FACTORS)
    sharp = {name: pixels(picture).astype(float) for name, picture in shown.items()}
    errors = {"coarse_ab": [], "coarse_l": [], "a": [], "b": []}
    for control.value in FACTORS:
        for name in errors:
            errors[name].append(np.abs(pixels(shown[name]) - sharp[name]).mean())
        assert np.array_equal(pixels(shown["L"]), sharp["L"])
        assert np.array_equal(pixels(shown["photo"]), sharp["photo"])
    for series in errors.values():
        assert series[0] == 0 and (np.diff(series) > 0).all()
    assert errors["coarse_ab"][4] < errors["coarse_l"][4] / 2


def test_every_photograph_can_be_chosen(explorer):
    menu = explorer.controls["photo"]
    explorer.pictures["photo"].stroke = [[0.1, 0.1]]
    for menu.value in PATHS:
        assert np.array_equal(
            pixels(explorer.pictures["photo"]), center_crop(read_photo(menu.value), 256)
        )
        assert PATHS.index(menu.value) == 0 or explorer.pixel is None
        assert menu.value.stem in explorer.pictures["a"].alt


def test_explorer_and_browser_need_a_photograph():
    for make in (lab_explorer, photo_browser):
        with pytest.raises(ColorlibError, match="photograph"):
            make([])


def test_browser_shows_each_photograph():
    browser = photo_browser(PATHS)
    seen = set()
    for browser.controls["number"].value in range(1, len(PATHS) + 1):
        seen.add((browser.picture.data, browser.picture.alt))
    assert len(seen) == len(PATHS) == browser.controls["number"].max
    assert PATHS[-1].stem in browser.picture.alt


def test_turned_solids_are_the_solids_drawn_from_there():
    turned = figures.turn_solids(figures.color_solids(), 40, 10)
    assert np.array_equal(figures.bitmap(turned), figures.bitmap(figures.color_solids(40, 10)))


def test_nearest_color_is_nearer_than_the_clipped_one():
    outside = np.float32([(90, 60, -60), (20, -80, 60), (50, 110, 110), (100, -110, 0)])
    for lab in outside:
        clipped = rgb_to_lab(lab_to_rgb(lab))
        nearest = nearest_in_gamut(lab)
        assert in_gamut(nearest)
        assert np.linalg.norm(nearest - lab) <= np.linalg.norm(clipped - lab) + 1


def test_coarsening_leaves_the_other_channels_and_the_mean():
    lab = rgb_to_lab(center_crop(read_photo(PATHS[1]), 64))
    assert np.array_equal(figures.coarsen(lab, 1, slice(1, 3)), lab)
    coarse = figures.coarsen(lab, 8, slice(1, 3))
    assert np.array_equal(coarse[..., 0], lab[..., 0])
    assert coarse[..., 1:].mean(axis=(0, 1)) == pytest.approx(lab[..., 1:].mean(axis=(0, 1)), abs=1)
    assert np.abs(np.diff(coarse[..., 1])).mean() < np.abs(np.diff(lab[..., 1])).mean()


def test_figures_of_single_colors_and_slices_can_be_drawn():
    for lab in ((0, 0, 0), (100, 0, 0), (60, 20, 30), (90, 60, -60)):
        assert figures.bitmap(figures.color_in_gamut(lab)).std() > 10
    assert figures.bitmap(figures.gamut_slices([0, 100])).std() > 10
