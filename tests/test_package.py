"""Settings, layering and display: what holds for the package as a whole."""

import subprocess
import sys

import numpy as np
import pytest

import colorlib
from colorlib import figures, settings
from colorlib.settings import ColorlibError


def test_color_shapes_and_figures_do_not_import_tensorflow():
    script = (
        "import sys, colorlib, colorlib.color, colorlib.shapes, colorlib.scenes, colorlib.metrics,"
        "colorlib.figures; assert not {'tensorflow', 'keras'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", script], check=True)


def test_tensorflow_starts_without_a_word():
    script = "import colorlib; colorlib.build_generator(32); import tensorflow"
    finished = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True)
    assert (finished.returncode, finished.stdout, finished.stderr) == (0, "", "")


def test_every_public_name_is_there():
    for name in colorlib.__all__:
        assert callable(getattr(colorlib, name))
    with pytest.raises(AttributeError, match="no attribute 'paint'"):
        _ = colorlib.paint


def test_profile_chooses_and_refuses_nonsense(monkeypatch):
    monkeypatch.delenv("COLORLIB_MODE", raising=False)
    assert settings.by_mode("few", "many") == "few"
    monkeypatch.setenv("COLORLIB_MODE", "full")
    assert settings.by_mode("few", "many") == "many"
    monkeypatch.setenv("COLORLIB_MODE", "fast")
    with pytest.raises(ColorlibError, match="'fast'; set it to 'quick' or 'full'"):
        settings.mode()


def test_show_setup_names_profile_and_photographs(capsys, monkeypatch):
    monkeypatch.delenv("COLORLIB_MODE", raising=False)
    colorlib.show_setup()
    lines = capsys.readouterr().out.splitlines()
    assert lines[1] == "Profile: quick"
    assert lines[2].startswith("Photographs: ")


def test_figures_become_png_and_heavy_ones_jpeg():
    light, _ = figures.new_figure(3, 2)
    assert figures.render(light)[1] == "image/png"
    noise = np.random.default_rng(0).integers(0, 256, (400, 400, 3), dtype=np.uint8)
    heavy = figures.picture_grid([noise] * 2, columns=2)
    data, mime_type = figures.render(heavy)
    assert mime_type == "image/jpeg" and data[:2] == b"\xff\xd8"
