"""Helper package of the course *GANs: Not Always Black and White*.

Each module knows only those before it: settings, files → color → data → shapes → metrics →
diagnostics, user_study → networks, inspection → gan → losses → toy, hints → pretrained →
experiments, two_sample → evaluation; figures → widgets. What needs TensorFlow is imported when it
is first used.
"""

import importlib
import os

from .settings import cache_folder

# The course is written for TensorFlow; other work may have set Keras to another backend.
os.environ["KERAS_BACKEND"] = "tensorflow"
os.environ["KERAS_HOME"] = str(cache_folder() / "keras")
# Errors that matter reach Python as exceptions; this must be set before TensorFlow is imported.
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
# It would otherwise write to a folder in the reader's home.
os.environ.setdefault("MPLCONFIGDIR", str(cache_folder() / "matplotlib"))

__version__ = "0.1.0"

# name → module that defines it
PUBLIC = {
    "ColorGAN": "gan",
    "ColorlibError": "settings",
    "build_discriminator": "networks",
    "build_generator": "networks",
    "colorize": "pretrained",
    "load_generator": "pretrained",
    "mode": "settings",
    "read_photo": "data",
    "show_setup": "setup_check",
}

__all__ = list(PUBLIC)


def __getattr__(name):
    if name in PUBLIC:
        return getattr(importlib.import_module(f".{PUBLIC[name]}", __name__), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
