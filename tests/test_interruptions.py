"""A run that is killed goes on; `python -m tools.kill_training` does it fifty times."""

import sys

import pytest

from tools.kill_training import kill_again_and_again


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGKILL")
def test_a_killed_run_goes_on_and_ends_like_an_unbroken_one(tmp_path):
    result = kill_again_and_again(tmp_path, ["checkpoint", "epoch", "checkpoint"])
    assert result["kills"] == 3 and result["while_writing"] >= 1
    assert result["unreadable"] == 0
    assert result["most_lost"] <= 1
    assert result["epochs"] >= 4
    assert result["equal"]
