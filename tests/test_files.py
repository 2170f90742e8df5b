"""Files are whole or absent."""

import re
import subprocess
import sys

import pytest

from colorlib.files import save_atomically

FULL_DISK = """
import resource, sys
import numpy as np
from colorlib.files import save_atomically
from colorlib.settings import ColorlibError
resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))
arrays = {"weights": np.zeros(100_000)}
try:
    save_atomically(sys.argv[1], lambda file: np.savez(file, **arrays))
except ColorlibError as error:
    print(error)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no limit on file sizes")
def test_a_full_disk_keeps_the_old_file(tmp_path):
    path = tmp_path / "checkpoint.npz"
    path.write_bytes(b"the old one")
    done = subprocess.run(
        [sys.executable, "-c", FULL_DISK, path], capture_output=True, text=True, check=True
    )
    assert re.fullmatch(r"\S+checkpoint\.npz could not be written: [^\n]+\.\n", done.stdout)
    assert path.read_bytes() == b"the old one"
    assert list(tmp_path.iterdir()) == [path]


def test_a_name_may_be_as_long_as_names_can_be(tmp_path):
    path = tmp_path / ("n" * 250 + ".json")
    save_atomically(path, lambda file: file.write(b"{}"))
    assert path.read_bytes() == b"{}"


def test_an_interruption_while_saving_leaves_nothing_behind(tmp_path):
    path = tmp_path / "history.json"
    path.write_text("{}")

    def interrupted(file):
        file.write(b"half of")
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        save_atomically(path, interrupted)
    assert path.read_text() == "{}"
    assert list(tmp_path.iterdir()) == [path]
