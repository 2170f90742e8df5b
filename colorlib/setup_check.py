"""Say in a few lines whether the course can run here, and how."""

import platform
import shutil

from .data import describe_source
from .settings import mode


def show_setup():
    """Print versions, the mode and the photographs in use; the first call of every notebook."""
    from .backend import keras, tf

    python = platform.python_version()
    print(f"Python {python}, TensorFlow {tf.__version__}, Keras {keras.__version__}")
    if shutil.which("nvidia-smi") and not tf.test.is_built_with_cuda():
        print("A graphics card is here, and not in use: start the course by `make lab GPU=1`.")
    print(f"Mode: {mode()}")
    print(f"Photographs: {describe_source()}")
