"""The painter of hints, driven as a reader drives it."""

import numpy as np
import pytest

import colorlib
from colorlib.data import read_photo
from colorlib.hints import write_hints
from colorlib.settings import data_folder
from colorlib.widgets.hints import hint_painter


@pytest.fixture
def box():
    rgb = read_photo(data_folder() / "samples" / "autumn-valley.jpg")[::4, ::4]
    return hint_painter({"valley": rgb, "wide": rgb[:60]})


def click(picture, *places):
    for count in range(1, len(places) + 1):
        picture.stroke = [list(place) for place in places[:count]]


def test_a_click_adds_a_hint_and_a_color_changes_it(box):
    before = box.picture.data
    click(box.picture, (0.5, 0.5))
    height, width = box.result().shape[:2]
    assert box.hints[0][:2] == (height // 2, width // 2)
    assert len({swatch.style.button_color for swatch in box.swatches}) == 8
    seen = [before, box.picture.data]
    for swatch in (box.swatches[3], box.swatches[6]):
        swatch.click()
        assert box.hints[0][2] == swatch.style.button_color
        seen.append(box.picture.data)
    click(box.cut, (0.9, 0.3))
    seen.append(box.picture.data)
    assert len(set(seen)) == 5


def test_a_hint_is_chosen_moved_deleted_and_all_is_undone(box):
    click(box.picture, (0.2, 0.2))
    click(box.picture, (0.7, 0.7))
    two = list(box.hints)
    click(box.picture, (0.2, 0.2), (0.3, 0.25), (0.4, 0.3))
    assert len(box.hints) == 2 and box.hints[1] == two[1] and box.hints[0] != two[0]
    box.delete.click()
    assert box.hints == two[1:] and box.delete.disabled
    for count in (2, 2, 1, 0, 0):
        box.undo.click()
        assert len(box.hints) == count


def test_the_result_is_what_colorize_makes_of_the_record(box):
    click(box.picture, (0.5, 0.8))
    box.swatches[5].click()
    box.save.click()
    assert "valley-hints.jpg" in box.links.value and "valley-hints.csv" in box.links.value
    photo = read_photo(data_folder() / "samples" / "autumn-valley.jpg")[::4, ::4]
    assert np.array_equal(box.result(), colorlib.colorize(photo, hints=box.hints))
    assert write_hints(box.hints).count("#") == 1


def test_other_photographs_begin_without_hints(box):
    click(box.picture, (0.5, 0.5))
    first = box.picture.data
    box.photo.value = "wide"
    assert box.hints == [] and box.picture.data != first


def test_every_vividness_and_the_look_without_hints(box):
    click(box.picture, (0.5, 0.5))
    box.swatches[7].click()
    seen = {box.picture.data}
    for value in (0.0, 0.05, 0.08):
        box.vivid.value = value
        seen.add(box.picture.data)
    box.before.value = True
    seen.add(box.picture.data)
    assert len(seen) == 5
