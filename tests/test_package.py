"""Settings, layering and start-up: what holds for the package as a whole."""

import json
import os
import subprocess
import sys
from importlib.util import find_spec

import pytest

import colorlib
from colorlib import settings
from colorlib.settings import ColorlibError

WITHOUT_TENSORFLOW = ["color", "data", "shapes", "metrics", "diagnostics", "user_study", "figures"]


def run(script, **environment):
    command = [sys.executable, "-c", script]
    return subprocess.run(command, capture_output=True, text=True, env=os.environ | environment)


def test_data_metrics_and_figures_do_not_import_tensorflow():
    modules = ", ".join(f"colorlib.{name}" for name in WITHOUT_TENSORFLOW)
    script = f"import sys, {modules}; assert not {{'tensorflow', 'keras'}} & set(sys.modules)"
    finished = run(script)
    assert finished.returncode == 0, finished.stderr


def test_tensorflow_starts_without_a_word():
    finished = run("import colorlib; colorlib.build_generator(32); import tensorflow")
    assert (finished.returncode, finished.stdout, finished.stderr) == (0, "", "")


def test_another_backend_in_the_environment_does_not_matter():
    script = "import colorlib; colorlib.show_setup(); import keras; print(keras.config.backend())"
    finished = run(script, KERAS_BACKEND="jax")
    assert finished.returncode == 0, finished.stderr
    assert "TensorFlow" in finished.stdout and finished.stdout.endswith("\ntensorflow\n")


def test_keras_that_runs_on_another_backend_already_is_one_sentence():
    others = [name for name in ("torch", "jax") if find_spec(name)]
    if not others:
        pytest.skip("neither torch nor jax is installed")
    finished = run("import keras, colorlib; colorlib.show_setup()", KERAS_BACKEND=others[0])
    assert finished.returncode == 1
    *_, last = finished.stderr.splitlines()
    assert f"ColorlibError: Keras runs on {others[0]} here and the course needs TensorFlow" in last


@pytest.mark.parametrize("config", ["floatx", "image_data_format"])
def test_settings_of_keras_for_other_work_do_not_matter(tmp_path, config):
    values = {"floatx": "float64", "image_data_format": "channels_first"}
    (tmp_path / ".keras").mkdir()
    (tmp_path / ".keras" / "keras.json").write_text(json.dumps({config: values[config]}))
    script = "import keras, colorlib; print(colorlib.load_generator('shapes').output_shape)"
    finished = run(script, HOME=str(tmp_path), KERAS_HOME=str(tmp_path / ".keras"))
    assert finished.stdout == "(None, 32, 32, 2)\n", finished.stderr


@pytest.mark.skipif(os.name == "nt", reason="Windows asks the system for the home")
def test_a_user_without_a_home_has_a_cache_folder(monkeypatch):
    def unknown(uid):
        raise KeyError(uid)

    for name in ("HOME", "XDG_CACHE_HOME", "COLORLIB_CACHE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr("pwd.getpwuid", unknown)
    assert settings.cache_folder().is_absolute()


def test_every_public_name_is_there():
    for name in colorlib.__all__:
        assert callable(getattr(colorlib, name))
    with pytest.raises(AttributeError, match="no attribute 'paint'"):
        _ = colorlib.paint


def test_mode_is_quick_or_full_and_nothing_else(monkeypatch, capsys):
    monkeypatch.delenv("COLORLIB_MODE", raising=False)
    assert settings.by_mode("few", "many") == "few"
    monkeypatch.setenv("COLORLIB_MODE", "full")
    assert settings.by_mode("few", "many") == "many"
    colorlib.show_setup()
    lines = capsys.readouterr().out.splitlines()
    assert lines[1] == "Mode: full" and lines[2].startswith("Photographs: ")
    monkeypatch.setenv("COLORLIB_MODE", "fast")
    with pytest.raises(ColorlibError, match="'fast'; set it to 'quick' or 'full'"):
        settings.mode()
