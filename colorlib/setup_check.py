"""Say in a few lines whether the course can run here, and how."""

import platform
from importlib.metadata import version

from . import quiet  # noqa: F401  (so that a later import of Keras or TensorFlow is silent)
from .scenes import describe_source
from .settings import profile

__all__ = ["show_setup"]


def show_setup():
    """Print versions, the profile and the photographs in use; the first call of every notebook.

    Raises
    ------
    ColorlibError
        If the profile or the photo folder is set to something that does not exist.
    """
    import tensorflow as tf
    from IPython import get_ipython

    if get_ipython():
        get_ipython().extension_manager.load_extension("colorlib.order")
    print(
        f"Python {platform.python_version()}, TensorFlow {tf.__version__}, Keras {version('keras')}"
    )
    print(f"Profile: {profile()}")
    print(f"Photographs: {describe_source()}")
