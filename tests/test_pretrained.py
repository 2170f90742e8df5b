"""Shipped models load, colorize pictures of any size, and refuse what is not theirs."""

import hashlib
import io
import json
import os
import pickle
import shutil

import keras
import numpy as np
import pytest
from PIL import Image

import colorlib
from colorlib import pretrained
from colorlib.color import rgb_to_l_ab
from colorlib.settings import ColorlibError
from colorlib.metrics import delta_e
from colorlib.data import center_crop, read_photo
from colorlib.settings import data_folder

LAKE = data_folder() / "samples" / "mountain-lake.jpg"


@pytest.fixture
def own_models(tmp_path, monkeypatch):
    """A copy of the models that a test may spoil."""
    shutil.copytree(data_folder() / "models", tmp_path / "models")
    monkeypatch.setattr(pretrained, "data_folder", lambda: tmp_path)
    pretrained.load_generator.cache_clear()
    yield tmp_path / "models"
    pretrained.load_generator.cache_clear()


@pytest.mark.parametrize(
    "shape", [(256, 256), (100, 300), (37, 41), (1, 1), (1, 500), (600, 2)], ids=str
)
def test_any_size_comes_back_as_it_went_in(shape):
    photo = np.random.default_rng(1).integers(0, 256, (*shape, 3), dtype=np.uint8)
    result = colorlib.colorize(photo)
    assert result.shape == (*shape, 3) and result.dtype == np.uint8


def test_path_image_array_and_gray_give_the_same_colors():
    photo = center_crop(read_photo(LAKE), 256)
    image = Image.fromarray(photo)
    expected = colorlib.colorize(photo, "mountain")
    assert np.array_equal(colorlib.colorize(image, "mountain"), expected)
    gray = np.round(np.asarray(colorlib.color.gray_version(photo))[..., 0]).astype(np.uint8)
    assert delta_e(expected, colorlib.colorize(gray, "mountain")) < 1


def test_lightness_is_kept_at_full_resolution():
    photo = read_photo(LAKE)
    result = colorlib.colorize(photo, "mountain")
    change = 50 * np.abs(rgb_to_l_ab(photo)[0] - rgb_to_l_ab(result)[0])
    assert change.mean() < 1.5


def test_models_invent_color():
    photo = center_crop(read_photo(LAKE), 256)
    results = [colorlib.colorize(photo, name) for name in ("forest", "mountain")]
    for result in results:
        assert 110 * np.linalg.norm(rgb_to_l_ab(result)[1], axis=-1).mean() > 3
    assert not np.array_equal(*results)


def test_a_generator_that_went_on_training_is_not_remembered_as_it_was():
    photo = read_photo(LAKE)[::4, ::4]
    generator = colorlib.build_generator(32)
    before = colorlib.colorize(photo, generator)
    ab = generator.get_layer("ab")
    ab.set_weights([0 * ab.get_weights()[0], np.array([0.3, -0.3], np.float32)])
    after = colorlib.colorize(photo, generator)
    assert delta_e(before, after) > 5


def test_every_model_is_small_described_and_as_published():
    folder = data_folder() / "models"
    registry = json.loads((folder / "models.json").read_text())
    assert {"shapes", "forest", "mountain"} <= set(registry) == set(pretrained.model_names())
    for name in registry:
        assert (folder / f"{name}.npz").stat().st_size <= 12e6
        assert (folder / f"{name}.md").read_text().startswith(f"# Model card: {name}")
        assert pretrained.load_generator(name).count_params() > 0


def test_unknown_model_names_those_that_exist():
    with pytest.raises(ColorlibError, match=r"no model 'desert': use one of forest, forest-"):
        colorlib.load_generator("desert")


def test_spoiled_weights_are_refused(own_models):
    path = own_models / "forest.npz"
    whole = path.read_bytes()
    edited = bytearray(whole)
    edited[1000] ^= 1
    swapped = (own_models / "mountain.npz").read_bytes()
    published = json.loads((own_models / "models.json").read_text())
    for data in (edited, whole[:-1], b"", swapped):
        path.write_bytes(data)
        found = hashlib.sha256(data).hexdigest()[:12]
        sentence = rf"forest\.npz are not those .*{found}…, not {published['forest'][:12]}…"
        with pytest.raises(ColorlibError, match=sentence):
            colorlib.load_generator("forest")
    path.unlink()
    with pytest.raises(ColorlibError, match="missing"):
        colorlib.load_generator("forest")


def test_a_file_that_holds_no_generator_is_refused(tmp_path):
    np.savez(tmp_path / "other.npz", weights=np.zeros(3))
    (tmp_path / "text.npz").write_text("hello")
    (tmp_path / "empty.npz").write_bytes(b"")
    with (tmp_path / "array.npz").open("wb") as file:
        np.save(file, np.zeros(3))
    for name in ("other.npz", "text.npz", "empty.npz", "array.npz", "missing.npz"):
        with pytest.raises(ColorlibError, match=f"{name} holds no generator of this course"):
            pretrained.read_generator(tmp_path / name)


@pytest.mark.parametrize("text", ["", '{"forest": "27da', "\xff"])
def test_a_damaged_list_of_models_is_named(own_models, text):
    (own_models / "models.json").write_text(text, encoding="latin-1")
    with pytest.raises(ColorlibError, match=r"models\.json is missing or damaged"):
        colorlib.load_generator("forest")


def shapes_arrays():
    with np.load(data_folder() / "models" / "shapes.npz") as arrays:
        return dict(arrays)


@pytest.mark.parametrize(
    ("edit", "sentence"),
    [
        (lambda a: a | {"network": np.array("gan")}, "says 'gan', and there are only generator_32"),
        (lambda a: a | {"network": np.array("lean_generator")}, r"lean_generator .*encode_128px"),
        (lambda a: a | {"extra": np.zeros(3)}, "should not have the array 'extra'"),
        (
            lambda a: {k: a[k] for k in a if k != "003"},
            r"lacks the array '003' \(encode_32px_norm/",
        ),
        (lambda a: a | {"000": a["000"][..., :9]}, r"'000' \(.*\(3, 3, 1, 32\), not .* 1, 9\)"),
        (lambda a: a | {"001": a["001"].astype("U8")}, r"'001' .* should be float16 .* not <U8"),
        (lambda a: a | {"001": a["001"] * np.nan}, "'001' .* nothing but numbers"),
    ],
)
def test_weights_that_do_not_fit_are_named(tmp_path, edit, sentence):
    np.savez(tmp_path / "mine.npz", **edit(shapes_arrays()))
    with pytest.raises(ColorlibError, match=sentence) as error:
        pretrained.read_generator(tmp_path / "mine.npz")
    assert str(error.value).startswith("mine.npz holds no generator of this course: ")


def test_random_damage_is_refused_or_harmless(tmp_path):
    """Single bits flipped and ends cut off; a few bits, such as a date, mean nothing."""
    rng = np.random.default_rng(4)
    whole = (data_folder() / "models" / "shapes.npz").read_bytes()
    weights = pretrained.load_generator("shapes").get_weights()
    refused = 0
    for _ in range(60):
        data = bytearray(whole)
        # Half of them near the end, where the archive's list of contents is.
        place = len(data) - 1 - int(rng.integers(4000) if rng.random() < 0.5 else rng.integers(6e5))
        if rng.random() < 0.2:
            del data[place:]
        else:
            data[place] ^= 1 << rng.integers(8)
        try:
            generator = pretrained.read_generator(io.BytesIO(data))
        except ColorlibError:
            refused += 1
        else:
            for mine, theirs in zip(generator.get_weights(), weights, strict=True):
                np.testing.assert_array_equal(mine, theirs)
    assert refused >= 30


class Code:
    """Unpickling it makes a folder."""

    def __init__(self, folder):
        self.folder = str(folder)

    def __reduce__(self):
        return os.mkdir, (self.folder,)


def test_no_code_from_a_file_is_run(tmp_path):
    made = tmp_path / "made by the file"
    code = np.array([Code(made)], dtype=object)
    np.savez(tmp_path / "weight.npz", **(shapes_arrays() | {"001": code}))
    np.savez(tmp_path / "name.npz", **(shapes_arrays() | {"network": code}))
    (tmp_path / "pickle.npz").write_bytes(pickle.dumps(Code(made)))
    layers = [keras.Input((1,)), keras.layers.Lambda(lambda x: x)]
    keras.Sequential(layers).save(tmp_path / "lambda.keras")
    for path in [*tmp_path.glob("*.npz"), tmp_path / "lambda.keras"]:
        with pytest.raises(ColorlibError, match=f"{path.name} holds no generator"):
            pretrained.read_generator(path)
    assert not made.exists()
    # That they would have done it:
    pickle.loads((tmp_path / "pickle.npz").read_bytes())
    assert made.exists()


@pytest.mark.parametrize("value", [np.nan, 1e6])
def test_spoiled_weights_are_not_saved(tmp_path, value):
    generator = colorlib.build_generator(32)
    path = tmp_path / "mine.npz"
    pretrained.save_generator(generator, path)
    kept = path.read_bytes()
    ab = generator.get_layer("ab")
    ab.set_weights([weight + value for weight in ab.get_weights()])
    with pytest.raises(ColorlibError, match=r"mine\.npz was not written: .*\(ab/kernel\)"):
        pretrained.save_generator(generator, path)
    assert path.read_bytes() == kept


def test_saved_generator_comes_back(own_models):
    generator = colorlib.build_generator(32)
    digest = pretrained.save_generator(generator, own_models / "mine.npz")
    registry = json.loads((own_models / "models.json").read_text())
    registry["mine"] = digest
    (own_models / "models.json").write_text(json.dumps(registry))
    photo = np.random.default_rng(2).random((1, 32, 32, 1), dtype=np.float32)
    loaded = colorlib.load_generator("mine")
    assert np.allclose(loaded(photo), generator(photo), atol=2e-3)
