"""The reader's own photograph: every control, bad files, and the file to be saved."""

import base64
import io
import re
from datetime import UTC, datetime

import numpy as np
import pytest
from PIL import Image

from colorlib import pretrained
from colorlib.color import gray_version, rgb_to_l_ab
from colorlib.data import read_photo
from colorlib.settings import data_folder
from colorlib.widgets.own_photo import own_photo

PEAK = data_folder() / "photos" / "mountain" / "picosdeeuropa_01.jpg"


def upload(box, name, content):
    when = datetime(2026, 1, 1, tzinfo=UTC)
    entry = {"name": name, "type": "image/jpeg", "size": len(content), "content": content}
    box.upload.value = ({**entry, "last_modified": when},)


@pytest.fixture
def box():
    box = own_photo()
    upload(box, "peak.jpg", PEAK.read_bytes())
    return box


def pixels(picture):
    return np.asarray(Image.open(io.BytesIO(picture.data)))


def test_nothing_happens_before_a_photograph_is_chosen():
    box = own_photo()
    box.model.value = "mountain"
    box.view.value = "side by side"
    box.strength.value, box.zoom.value = 0.5, 2
    box.picture.stroke = [[0.5, 0.5]]
    assert box.save.disabled and box.result() is None
    assert box.picture.data == b""
    assert box.message.value.startswith("Nothing chosen yet")
    upload(box, "peak.jpg", PEAK.read_bytes())
    assert box.picture.data and not box.save.disabled


def test_result_is_what_colorize_gives_by_each_model(box):
    assert box.message.value == "peak.jpg: 256×256 pixels"
    for box.model.value in ("mountain", "forest"):
        model = box.model.value
        assert f"the {model} model" in box.picture.alt and not box.picture.busy
        np.testing.assert_array_equal(box.result(), pretrained.colorize(PEAK, model))


def test_strength_goes_from_gray_to_vivid_without_the_network(box, monkeypatch):
    def refuse(*arguments):
        raise AssertionError("the network runs again")

    monkeypatch.setattr("colorlib.widgets.own_photo.predict_colors", refuse)
    strength = box.strength
    chroma, shown = [], set()
    for strength.value in np.arange(0, 2.01, 0.5):
        chroma.append(np.linalg.norm(rgb_to_l_ab(box.result())[1], axis=-1).mean())
        shown.add(box.picture.data)
        assert f"strength {strength.value:.2f}" in box.picture.alt
    assert strength.value == strength.max
    assert (np.diff(chroma) > 0).all() and len(shown) == len(chroma) == 5
    assert "too strong for a screen" in box.message.value
    strength.value = 0
    assert np.abs(box.result().astype(int) - gray_version(read_photo(PEAK))).max() <= 1
    assert box.message.value == "peak.jpg: 256×256 pixels"


def test_divider_moves_by_slider_and_by_pointing(box):
    percent = box.divider
    seen = set()
    for percent.value in (0, 25, 50, 75, 100):
        seen.add(box.picture.data)
    assert len(seen) == 5
    box.picture.stroke = [[0.2, 0.9]]
    assert percent.value == 20
    box.view.value = "side by side"
    box.picture.stroke = [[0.7, 0.9]]
    assert percent.value == 20 and percent.disabled
    box.view.value = "divider"
    assert not percent.disabled


def test_zoom_and_dragging_show_other_parts(box):
    box.view.value = "side by side"
    whole = box.picture.data
    box.picture.stroke = [[0.2, 0.2], [0.1, 0.1]]  # all of it is shown: there is nowhere to go
    assert box.picture.data == whole
    box.zoom.value = 4
    assert "enlarged 4 times" in box.picture.alt
    middle = pixels(box.picture)
    box.picture.stroke = [[0.4, 0.5]]
    np.testing.assert_array_equal(pixels(box.picture), middle)  # pressed, but not yet moved
    box.picture.stroke = [[0.4, 0.5], [0.3, 0.5]]
    moved = pixels(box.picture)
    # To the left by a fifth of each version's width: what was there is seen a fifth further left.
    fifth = round(0.2 * 440)
    np.testing.assert_allclose(moved[:, :300], middle[:, fifth : fifth + 300], atol=30)
    assert np.abs(moved[:, :300].astype(int) - middle[:, fifth : fifth + 300]).mean() < 2
    for there in ([0.0, 0.0], [1.0, 1.0]):  # beyond the edges
        box.picture.stroke = [[0.5, 0.5]]
        box.picture.stroke = [[0.5, 0.5], there]
    assert pixels(box.picture).shape == middle.shape


def test_zoomed_view_is_a_part_of_the_result(box):
    box.view.value, box.zoom.value = "side by side", 2
    shown = pixels(box.picture)
    assert shown.shape == (440, 2 * 440 + 8, 3)
    part = Image.fromarray(box.result()).resize((440, 440), Image.BICUBIC, (64, 64, 192, 192))
    assert np.abs(shown[:, 448:].astype(int) - np.asarray(part)).mean() < 2


def test_link_holds_the_full_size_and_its_name_tells_the_colors(box):
    save = box.save.click
    box.strength.value = 1.5
    save()
    assert 'download="peak-forest-1.50.jpg"' in box.link.value
    data = re.search('base64,([^"]+)', box.link.value)[1]
    with Image.open(io.BytesIO(base64.b64decode(data))) as file:
        assert file.size == (256, 256) and file.format == "JPEG"
        assert b"model: forest). The colors are invented" in file.info["comment"]
        assert np.abs(np.asarray(file).astype(int) - box.result()).mean() < 5
    box.model.value = "mountain"
    upload(box, 'a"<b>.png', PEAK.read_bytes())
    assert 'download="peak-forest-1.50.jpg"' in box.link.value
    save()
    assert 'download="a&quot;&lt;b&gt;-mountain-1.50.jpg"' in box.link.value


def test_a_panorama_too_long_for_jpeg_is_one_sentence(box):
    file = io.BytesIO()
    Image.new("RGB", (70_000, 8), "green").save(file, "PNG")
    upload(box, "long.png", file.getvalue())
    box.save.click()
    assert box.message.value.startswith("JPEG allows 65,500 pixels a side") and not box.link.value


def test_bad_files_are_named_and_leave_what_was_there(box):
    before, result = box.picture.data, box.result()
    for name, content in {"letter.jpg": b"no picture", "cut.jpg": PEAK.read_bytes()[:2000]}.items():
        upload(box, name, content)
        assert box.message.value.startswith(name)
        assert box.picture.data == before and box.picture.alt.startswith("peak.jpg")
    np.testing.assert_array_equal(box.result(), result)
    box.strength.value = 0.5
    assert box.message.value == "peak.jpg: 256×256 pixels"


def test_a_wide_photograph_keeps_its_size_and_proportions():
    box = own_photo()
    file = io.BytesIO()
    Image.fromarray(read_photo(PEAK)).resize((1500, 300)).save(file, "PNG")
    upload(box, "wide.png", file.getvalue())
    assert box.result().shape == (300, 1500, 3)
    assert pixels(box.picture).shape == (128, 640, 3)
    assert box.message.value.startswith("wide.png: 1500×300 pixels")
