"""Widgets are driven through every value; a callback that raises fails the test."""

from datetime import UTC, datetime

import numpy as np

from colorlib import baselines
from colorlib.settings import data_folder
from colorlib.shapes import make_shapes
from colorlib.widgets.compare import compare
from colorlib.widgets.own_photo import own_photo


def test_compare_shows_another_picture_for_every_choice():
    pictures = dict(zip("abc", make_shapes(3, seed=4).rgb, strict=True))
    colorizers = baselines.fit_baselines(np.stack(list(pictures.values())))
    menus, view = compare(pictures, colorizers).children
    photograph, model = menus.children
    seen = set()
    for photograph.value in pictures:
        for model.value in colorizers:
            seen.add(bytes(view.value))
    assert len(seen) == len(pictures) * len(colorizers)


def upload(widget, name, content):
    when = datetime(2026, 1, 1, tzinfo=UTC)
    entry = {"name": name, "type": "image/jpeg", "size": len(content), "content": content}
    widget.value = ({**entry, "last_modified": when},)


def test_own_photo_is_colorized_by_each_model_and_bad_files_are_named():
    controls, message, view = own_photo().children
    chooser, model = controls.children
    assert message.value == "Nothing chosen yet."
    model.value = "mountain"  # before anything is chosen
    assert view.value == b""
    path = data_folder() / "photos" / "mountain" / "picosdeeuropa_01.jpg"
    upload(chooser, "peak.jpg", path.read_bytes())
    first = view.value
    assert message.value == "peak.jpg: 256×256 pixels" and first
    model.value = "forest"
    assert view.value != first
    upload(chooser, "letter.jpg", b"no picture")
    assert message.value == "letter.jpg is not a picture that can be read."
    upload(chooser, "cut.jpg", path.read_bytes()[:2000])
    assert message.value.startswith("cut.jpg could not be read")
