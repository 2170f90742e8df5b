"""Helper package of the course *GANs: Not Always Black and White*.

Data flows one way through the modules, and each knows only those before it::

    errors, settings, files → photos → color → shapes, scenes, points, spectator
    → metrics, baselines, perception, reading → networks, lean → adversarial → training
    → recipes, pretrained → evaluation → figures → widgets

Modules that need TensorFlow are imported when one of their functions is first used, so that color,
data sets and figures stay quick to load.
"""

import importlib
import os

from .settings import cache_folder

# TensorFlow's C++ core logs to the error stream even when all is well; errors that matter reach
# Python as exceptions. It must be set before TensorFlow is first imported.
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

# Both would otherwise write to folders of their own in the reader's home, and read from there what
# other work has configured.
os.environ.setdefault("KERAS_HOME", str(cache_folder() / "keras"))
os.environ.setdefault("MPLCONFIGDIR", str(cache_folder() / "matplotlib"))

__version__ = "0.1.0"

# name → module that defines it
PUBLIC = {
    "ColorGAN": "adversarial",
    "ColorlibError": "errors",
    "build_discriminator": "networks",
    "build_generator": "networks",
    "colorize": "pretrained",
    "load_generator": "pretrained",
    "profile": "settings",
    "read_photo": "photos",
    "show_setup": "setup_check",
}

__all__ = list(PUBLIC)


def __getattr__(name):
    if name in PUBLIC:
        return getattr(importlib.import_module(f".{PUBLIC[name]}", __name__), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__():
    return sorted([*globals(), *PUBLIC])
