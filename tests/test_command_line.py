"""The command line as a user types it."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from functools import partial

import pytest
from PIL import Image

from colorlib.__main__ import main
from colorlib.settings import data_folder

LAKE = data_folder() / "samples" / "mountain-lake.jpg"


def run(*arguments, **environment):
    return subprocess.run(
        [sys.executable, "-m", "colorlib", *map(str, arguments)],
        capture_output=True,
        text=True,
        env=os.environ | environment,
    )


def test_help_teaches_every_command():
    text = run("--help").stdout
    for word in ("download", "train", "evaluate", "colorize", "merge-answers", "COLORLIB_PHOTOS"):
        assert word in text


def test_a_folder_is_colorized_to_its_end_and_nothing_is_overwritten(tmp_path):
    with Image.open(LAKE) as lake:
        small = lake.resize((64, 48))
    for name in ("ä.png", "b.bmp", "b.gif", "long.tiff"):
        (small.resize((1, 5000)) if name == "long.tiff" else small).save(tmp_path / name)
    (tmp_path / "nothing").mkdir()
    (tmp_path / "a.txt").write_text("no picture, and not named like one")
    (tmp_path / ".hidden").write_text("no picture")
    (tmp_path / "phone.heic").write_bytes(b"\0\0\0\x18ftypheic\0\0\0\0mif1heic")
    (tmp_path / "bad.jpg").write_text("no picture")
    (tmp_path / "cut.png").write_bytes((tmp_path / "ä.png").read_bytes()[:300])
    results = {"ä-colorized.png", "b-colorized.png", "long-colorized.png"}
    given = tmp_path / "nothing", tmp_path / "missing.jpg", tmp_path
    for _ in range(2):  # the second time, the results of the first are in the folder
        finished = run("colorize", *given, "--output", tmp_path, PYTHONIOENCODING="ascii")
        assert finished.returncode == 1 and "Traceback" not in finished.stderr
        assert "Left out, as their names are not those of pictures: a.txt.\n" in finished.stdout
        empty, missing, twice, bad, cut, phone = finished.stderr.splitlines()[-6:]
        assert "nothing holds no photograph" in empty and "There is no file" in missing
        assert "b.gif would overwrite" in twice
        assert "bad.jpg is not a picture" in bad and "cut.png could not be read" in cut
        assert "phone.heic is an unreadable HEIC picture" in phone
        assert {path.name for path in tmp_path.glob("*-colorized*")} == results
    with Image.open(tmp_path / "long-colorized.png") as image:
        assert image.size == (1, 5000)


def test_evaluate_sets_the_models_beside_baselines(tmp_path):
    finished = run("evaluate", "mountain", "--write", tmp_path / "table.json")
    assert finished.returncode == 0, finished.stderr
    rows = [line.split("|")[1:-1] for line in finished.stdout.splitlines() if "|" in line]
    names = [row[0].split("<br>")[0].strip() for row in rows[2:]]
    assert names[:3] == ["gray", "mean color", "color by lightness"]
    assert names[-1] == "lean GAN"
    errors = [float(row[1].split("<br>")[0].strip(" *")) for row in rows[2:]]
    assert all(0 < error < 60 for error in errors)
    table = json.loads((tmp_path / "table.json").read_text())["tables"]["mountain"]
    assert list(table) == names
    assert table["lean GAN"]["delta_e"]["value"] == pytest.approx(errors[-1], abs=0.005)
    assert 0 < table["lean, L1-only"]["minutes"] < table["lean GAN"]["minutes"] <= 60


@pytest.mark.parametrize(
    ("arguments", "environment", "sentence"),
    [
        (["colorize", LAKE, "--model", "desert"], {}, "There is no model 'desert'"),
        (["colorize", LAKE, "--output", LAKE], {}, "mountain-lake.jpg cannot hold files: File exi"),
        (["evaluate", "--write", LAKE / "x.json"], {}, "mountain-lake.jpg cannot hold files"),
        (["evaluate", "--write", data_folder()], {}, "data is a folder: name a file in it"),
        (["colorize", data_folder()], {}, "data holds no photograph"),
        (["train", "desert"], {}, "There is no experiment 'desert': shapes, "),
        (["evaluate", "forest"], {"COLORLIB_PHOTOS": "/nowhere"}, "/nowhere/forest cannot be read"),
    ],
    ids=["model", "output", "write", "write folder", "no photograph", "experiment", "folder"],
)
def test_bad_input_is_one_sentence(arguments, environment, sentence, monkeypatch, capsys):
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert main([str(argument) for argument in arguments]) == 1
    written = capsys.readouterr().err
    assert written.startswith("colorlib: ") and written.count("\n") == 1
    assert sentence in written


@pytest.fixture
def small(tmp_path):
    """A folder with three small photographs; one has a name as long as names can be."""
    with Image.open(LAKE) as lake:
        picture = lake.resize((64, 48))
    for name in ("a", "b[1]", "n" * 250):
        picture.save(tmp_path / f"{name}.png")
    return tmp_path


def test_patterns_are_expanded_where_a_shell_does_not_and_brackets_may_be_in_a_name(small):
    (small / "b1.png").write_text("what the pattern b[1].png would match")
    finished = run("colorize", small / "[ax].png", small / "b[1].png", "--output", small / "out")
    assert finished.returncode == 0, finished.stderr
    names = {path.name for path in (small / "out").iterdir()}
    assert names == {"a-colorized.png", "b[1]-colorized.png"}


@pytest.mark.skipif(os.name == "nt", reason="the shell of Windows has no such redirections")
@pytest.mark.parametrize("end", [">&- 2>&-", "| true"])
def test_a_folder_is_done_to_its_end_without_streams_and_beside_a_name_too_long(small, end):
    command = f"{sys.executable} -m colorlib colorize {small} --output {small / 'out'} {end}"
    finished = subprocess.run(command, shell=True, capture_output=True, text=True)
    assert "Traceback" not in finished.stderr and "BrokenPipe" not in finished.stderr
    names = {path.name for path in (small / "out").iterdir()}
    assert names == {"a-colorized.png", "b[1]-colorized.png"}
    if end == "| true":
        assert "File name too long" in finished.stderr


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such signal")
def test_an_interruption_promises_no_more_than_is_true(small):
    for n in range(500):
        shutil.copy(small / "a.png", small / f"{n}.png")
    command = [sys.executable, "-m", "colorlib", "colorize", small, "--output", small / "out"]
    # What a shell starts in the background ignores interruptions, and so would the command.
    heed = partial(signal.signal, signal.SIGINT, signal.SIG_DFL)
    pipes = {"stderr": subprocess.PIPE, "stdout": subprocess.DEVNULL}
    process = subprocess.Popen(command, preexec_fn=heed, **pipes)
    while not list(small.glob("out/*.png")):
        assert process.poll() is None
        time.sleep(0.01)
    process.send_signal(signal.SIGINT)
    assert process.communicate()[1].decode().splitlines()[-1] == "colorlib: interrupted."
    assert process.returncode == 130


def test_a_cache_that_cannot_be_made_keeps_nobody_from_colorizing(small):
    cache = {"COLORLIB_CACHE": str(small / "a.png" / "cache")}
    finished = run("colorize", small / "a.png", "--output", small / "out", **cache)
    assert finished.returncode == 0 and "Traceback" not in finished.stderr, finished.stderr
