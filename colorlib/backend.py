"""Keras and TensorFlow: started without TensorFlow's greeting, and belonging together."""

import os
import sys

from .settings import ColorlibError

# TensorFlow's C++ core greets on the error stream before any of its settings can stop it, and
# Jupyter would show that as a warning in the reader's notebook.
sys.stderr.flush()
error_stream = os.dup(2)
nowhere = os.open(os.devnull, os.O_WRONLY)
try:
    os.dup2(nowhere, 2)
    import keras
    import tensorflow as tf  # noqa: F401
finally:
    os.dup2(error_stream, 2)
    os.close(error_stream)
    os.close(nowhere)

if keras.backend.backend() != "tensorflow":
    raise ColorlibError(
        f"Keras runs on {keras.backend.backend()} here and the course needs TensorFlow: restart "
        "the kernel and import colorlib before keras."
    )
