"""Say in a few lines whether the course can run here, and how."""

import platform

from .data import describe_source
from .settings import mode


def show_setup():
    """Print versions, the mode and the photographs in use; the first call of every notebook."""
    from .backend import keras, tf

    python = platform.python_version()
    print(f"Python {python}, TensorFlow {tf.__version__}, Keras {keras.__version__}")
    print(f"Mode: {mode()}")
    print(f"Photographs: {describe_source()}")
