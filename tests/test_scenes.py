import csv
import shutil

import numpy as np
import pytest
from PIL import Image

from colorlib import ColorlibError, data, figures
from colorlib.data import read_photo, resize
from colorlib.settings import data_folder


@pytest.fixture
def sample():
    return data_folder() / "photos"


@pytest.fixture
def own_folder(tmp_path):
    """Ten different scenes a class, of noise in large cells, and no credits."""
    rng = np.random.default_rng(0)
    for category in data.CATEGORIES:
        (tmp_path / category).mkdir()
        for number in range(10):
            cells = rng.integers(0, 256, (8, 9, 3), dtype=np.uint8)
            picture = Image.fromarray(cells).resize((90, 80), Image.Resampling.NEAREST)
            picture.save(tmp_path / category / f"{number}.png")
    return tmp_path


def members(split):
    return {path: name for parts in split.values() for name, ps in parts.items() for path in ps}


def test_every_bundled_photograph_is_in_one_part(sample):
    split = data.split_photos(sample)
    for category in data.CATEGORIES:
        given = [path for part in split[category].values() for path in part]
        assert sorted(given) == data.list_photos(category, sample)
        assert all(split[category].values())


def test_no_source_is_on_two_sides(sample):
    part_of = members(data.split_photos(sample))
    sources = data.sources_of(list(part_of))
    for source in set(sources):
        assert (
            len({part for s, part in zip(sources, part_of.values(), strict=True) if s == source})
            == 1
        )


def test_the_split_follows_from_contents_and_not_from_names(own_folder, tmp_path_factory):
    before = members(data.split_photos(own_folder))
    part_of = {path.read_bytes(): part for path, part in before.items()}
    renamed = tmp_path_factory.mktemp("renamed")
    for category in data.CATEGORIES:
        (renamed / category).mkdir()
        for path in (own_folder / category).iterdir():
            shutil.copy(path, renamed / category / f"z{9 - int(path.stem)}.png")
    after = members(data.split_photos(renamed))
    assert all(part_of[path.read_bytes()] == part for path, part in after.items())


def test_a_resized_copy_travels_with_its_original(own_folder):
    original = read_photo(own_folder / "forest" / "3.png")
    # Under another name, in the other class, smaller and as JPEG.
    copy = own_folder / "mountain" / "copy.jpg"
    Image.fromarray(resize(original, 60, 66)).save(copy, quality=60)
    part_of = members(data.split_photos(own_folder))
    assert part_of[copy] == part_of[own_folder / "forest" / "3.png"]


def test_groups_join_friends_of_friends(own_folder):
    paths = data.list_photos("forest", own_folder)
    bits = np.stack([data.dhash(read_photo(path)) for path in paths])
    groups = data.group_photos(paths, most_bits=22)
    near = (bits[:, None] != bits[None]).sum(-1) <= 22
    assert near.sum() > len(paths)
    for one, other in zip(*np.nonzero(near), strict=True):
        assert groups[one] == groups[other]


def test_a_fingerprint_survives_brightness_and_not_mirroring(sample):
    photo = read_photo(sample / "mountain" / "lake-sherburne_04.jpg")
    own = data.dhash(photo)
    darker = (photo * 0.7).astype(np.uint8)
    assert (own != data.dhash(darker)).sum() <= 4
    assert (own != data.dhash(photo[:, ::-1])).sum() > 8


def test_files_of_the_list_are_split_as_listed(own_folder, tmp_path_factory, monkeypatch):
    by_rule = members(data.split_photos(own_folder))
    parts = ["train", "validation", "test"]
    listed = {path: parts[k % 3] for k, path in enumerate(sorted(by_rule))}
    assert listed != by_rule
    lists = tmp_path_factory.mktemp("lists")
    rows = [f"{data.sha256(path)},{path.parent.name},{part}" for path, part in listed.items()]
    (lists / "split.csv").write_text("\n".join(["sha256,category,part", *rows]))
    monkeypatch.setattr(scenes, "data_folder", lambda: lists)
    assert members(data.split_photos(own_folder)) == listed
    # One photograph more, and the list is no longer about this folder.
    shutil.copy(own_folder / "forest" / "0.png", own_folder / "forest" / "new.png")
    with Image.open(own_folder / "forest" / "new.png") as picture:
        picture.rotate(90).save(own_folder / "forest" / "new.png")
    assert members(data.split_photos(own_folder)) != listed


def test_the_list_holds_each_file_once_and_a_tenth_in_each_held_out_part():
    with (data_folder() / "split.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    assert len({row["sha256"] for row in rows}) == len(rows) == 693
    for category, count in (("forest", 301), ("mountain", 392)):
        parts = [row["part"] for row in rows if row["category"] == category]
        assert len(parts) == count
        for part in ("validation", "test"):
            assert 0.1 <= parts.count(part) / count < 0.11


def test_too_few_scenes_are_named(own_folder):
    for path in data.list_photos("mountain", own_folder)[2:]:
        path.unlink()
    with pytest.raises(ColorlibError, match="too few different mountain scenes"):
        data.split_photos(own_folder)


def test_a_folder_of_your_own_is_used(own_folder, monkeypatch):
    monkeypatch.setenv("COLORLIB_PHOTOS", str(own_folder))
    assert data.photo_folder() == own_folder
    assert "10 forest, 10 mountain" in data.describe_source()
    assert str(own_folder) not in data.describe_source()


@pytest.mark.parametrize(
    ("spoil", "message"),
    [
        (lambda folder: shutil.rmtree(folder), "There is no folder"),
        (lambda folder: shutil.rmtree(folder / "mountain"), "no folder mountain/"),
        (lambda folder: [p.unlink() for p in (folder / "forest").iterdir()], "holds no photograph"),
        (lambda folder: (folder / "forest" / "a.jpg").write_text("no"), "a.jpg is not a picture"),
        (
            lambda folder: (folder / "credits.csv").write_text("a,b\n1,2\n"),
            "columns file and source",
        ),
    ],
)
def test_a_bad_folder_is_named_in_one_sentence(own_folder, monkeypatch, spoil, message):
    monkeypatch.setenv("COLORLIB_PHOTOS", str(own_folder))
    spoil(own_folder)
    with pytest.raises(ColorlibError, match=message):
        data.split_photos()


def test_hidden_files_and_other_kinds_are_passed_over(own_folder):
    (own_folder / "forest" / "._0.jpg").write_bytes(b"\0")
    (own_folder / "forest" / "notes.txt").write_text("mine")
    assert len(data.list_photos("forest", own_folder)) == 10


def test_an_unknown_class_is_named(sample):
    with pytest.raises(ColorlibError, match="there is no 'coast'"):
        data.list_photos("coast", sample)


def test_photographs_are_loaded_as_squares(sample):
    photos = data.load_photos(data.list_photos("forest", sample)[:2], size=64)
    assert photos.shape == (2, 64, 64, 3)
    assert photos.dtype == np.uint8


def test_figures_of_photographs_can_be_drawn(sample):
    rgb = data.load_photos(data.list_photos("forest", sample)[:3], size=32)
    ways = {"one": ([100, 200], [9, 8], [7, 6]), "other": ([150], [9], [8])}
    strip = np.concatenate(list(rgb), axis=1)
    for figure in (
        figures.ab_density({"one": rgb, "other": rgb[:1]}),
        figures.photo_colors(rgb[0]),
        figures.color_profiles({"one": rgb, "other": rgb // 2}),
        figures.color_by_height({"one": rgb, "other": rgb // 2}),
        figures.distance_histogram({"pairs": [3, 30, 31]}, most_bits=8),
        figures.split_strips(["a", "b", "a"], {"mine": ["train", "test", "train"]}),
        figures.epoch_columns({1: strip, 2: strip}, rgb, [2], pictures=[0, 2]),
        figures.learning_orders(ways, ["forest", "mountain"], "distance"),
    ):
        data, _ = figures.render(figure)
        assert len(data) > 1000


def test_gray_pictures_have_a_color_distribution_too():
    data, _ = figures.render(figures.ab_density({"gray": np.full((1, 8, 8, 3), 128, np.uint8)}))
    assert len(data) > 1000


def test_a_missing_epoch_is_named(sample):
    rgb = data.load_photos(data.list_photos("forest", sample)[:1], size=32)
    with pytest.raises(ColorlibError, match="no preview of epoch 7"):
        figures.epoch_columns({1: rgb[0]}, rgb, [7])
