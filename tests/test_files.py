"""Files are whole or absent, and locked by one process at a time."""

import re
import subprocess
import sys

import pytest

from colorlib.files import save_atomically, try_lock, unlock

FULL_DISK = """
import resource, sys
import numpy as np
from colorlib.settings import ColorlibError
from colorlib.files import save_atomically
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


def test_a_lock_keeps_others_out_until_it_is_given_back(tmp_path):
    path = tmp_path / ".lock"
    script = f"from colorlib.files import try_lock; print(try_lock(open({str(path)!r}, 'ab')))"

    def another_process_gets_it():
        done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True)
        return done.stdout == "True\n"

    with path.open("ab") as file:
        assert try_lock(file)
        assert not another_process_gets_it()
        unlock(file)
        assert another_process_gets_it()
