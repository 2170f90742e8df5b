"""Import TensorFlow without the messages that it writes when all is well.

Its C++ core greets on the error stream before any setting of its own can stop it, and Jupyter
would show that as a warning in the reader's notebook. Modules that need TensorFlow import this one
first.
"""

import os
import sys


def import_silently():
    if "tensorflow" in sys.modules:
        return
    sys.stderr.flush()
    kept = os.dup(2)
    nowhere = os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(nowhere, 2)
        import tensorflow  # noqa: F401
    finally:
        os.dup2(kept, 2)
        os.close(kept)
        os.close(nowhere)


import_silently()
