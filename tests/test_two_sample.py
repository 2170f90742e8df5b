"""The classifier of the two-sample test can tell what an eye can tell, and nothing else."""

import numpy as np
import pytest

from colorlib import two_sample


@pytest.fixture
def photos():
    ab = np.random.default_rng(0).normal(0.2, 0.2, (12, 4, 4, 3)).astype(np.float32)
    return ab.repeat(32, axis=1).repeat(32, axis=2)


@pytest.fixture(autouse=True)
def short(monkeypatch):
    monkeypatch.setattr(two_sample, "FOLDS", 2)
    monkeypatch.setattr(two_sample, "STEPS", 30)


def test_gray_is_found_and_a_perfect_forgery_is_not(photos):
    gray = photos * np.float32([1, 0, 0])
    assert two_sample.accuracy(photos, gray).mean() > 0.9
    assert (two_sample.accuracy(photos, photos) == 0.5).all()
