"""Keras and TensorFlow: started without TensorFlow's greeting, and belonging together."""

import os
import sys

from .settings import ColorlibError

# TensorFlow's C++ core greets on the error stream before any of its settings can stop it, and
# Jupyter would show that as a warning in the reader's notebook.
if sys.stderr:
    sys.stderr.flush()
try:
    os.fstat(2)
except OSError:  # IDLE, pythonw and `2>&-` have no error stream: open one that leads nowhere.
    while os.open(os.devnull, os.O_RDWR) < 2:
        pass
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
# Where keras was imported before colorlib, it has read the reader's own keras.json.
keras.config.set_image_data_format("channels_last")
keras.config.set_floatx("float32")
