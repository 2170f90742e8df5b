"""What hints are worth, for notebook 11: ``python -m experiments.clicks [PART]``.

Reveals true colors at more and more places of the photographs of a part (default: test), at random
and where the network doubts most, and measures the remaining error. It also compares how often the
network is right with how often it says so. The result goes to ``data/results/clicks.json``.
"""

import json
import sys

import numpy as np
from scipy.ndimage import uniform_filter

from colorlib.color import AB_SCALE, l_ab_to_rgb, rgb_to_l_ab
from colorlib.data import CATEGORIES, load_photos, resize, split_photos
from colorlib.evaluation import resample, weighted_mean, with_interval
from colorlib.files import save_atomically
from colorlib.hints import (
    QUARTER,
    SIDE,
    color_bins,
    doubt,
    mean_colors,
    probabilities,
    square,
)
from colorlib.metrics import delta_e
from colorlib.pretrained import load_generator
from colorlib.settings import data_folder

COUNTS = (0, 1, 2, 5, 10, 50)
BATCH = 16
REACH = 10  # Lab units within which a guess counts as right
AREA = 25  # cells of the map over which doubt is averaged, because a hint speaks for a region
LEVELS = 10


def predict(network, lightness, hints):
    parts = range(0, len(lightness), BATCH)
    return np.concatenate(
        [
            np.asarray(network([lightness[k : k + BATCH], hints[k : k + BATCH]], training=False))
            for k in parts
        ]
    )


def most_doubtful(logits, hints):
    """The place, in pixels, of the greatest doubt without a hint nearby."""
    map_of = uniform_filter(doubt(logits), AREA)
    known = hints[::QUARTER, ::QUARTER, 2] + uniform_filter(hints[::QUARTER, ::QUARTER, 2], AREA)
    return np.array(np.unravel_index(np.argmax(map_of - 99 * (known > 0)), map_of.shape)) * QUARTER


def click(truths, network, choose):
    """After each of `COUNTS` clicks, the colors of photographs: normalized ab, small."""
    lightness, ab = rgb_to_l_ab(truths)
    hints = np.zeros((*ab.shape[:3], 3), np.float32)
    for count in range(max(COUNTS) + 1):
        if count in COUNTS or choose is most_doubtful:
            logits = predict(network, lightness, hints)
        if count in COUNTS:
            yield count, lightness, mean_colors(logits, vividness=0)
        for k in range(len(truths)):
            place = square(*choose(logits[k], hints[k]), SIDE)
            hints[k][place] = *ab[k][place].mean(axis=(0, 1)), 1


def errors(truths, network, choose):
    """ab distance and ΔE2000 of each photograph, by the number of clicks."""
    true_ab, found = rgb_to_l_ab(truths)[1], {}
    for count, lightness, colors in click(truths, network, choose):
        large = np.stack([resize(ab, *lightness.shape[1:3]) for ab in colors])
        apart = AB_SCALE * np.linalg.norm(large - true_ab, axis=-1).mean(axis=(1, 2))
        pictures = l_ab_to_rgb(lightness, large)
        each = [delta_e(*pair) for pair in zip(truths, pictures, strict=True)]
        found[count] = {"ab_distance": apart, "delta_e": np.array(each)}
        means = {name: round(float(values.mean()), 2) for name, values in found[count].items()}
        print(count, means, flush=True)
    return found


def calibration(truths, network):
    """How often a place's color is within reach of the guess, by how sure the network is of it."""
    lightness, ab = rgb_to_l_ab(truths)
    logits = predict(network, lightness, np.zeros((*ab.shape[:3], 3), np.float32))
    cells = ab.reshape(len(ab), logits.shape[1], QUARTER, logits.shape[2], QUARTER, 2)
    true = AB_SCALE * cells.mean(axis=(2, 4)).reshape(-1, 2)
    flat = logits.reshape(-1, logits.shape[-1])[::17]
    true, shares, bins = true[::17], probabilities(flat), color_bins()
    guess = shares @ bins
    near = np.linalg.norm(guess[:, None] - bins, axis=-1) < REACH
    sure = (shares * near).sum(axis=1)
    right = np.linalg.norm(guess - true, axis=1) < REACH
    order = np.array_split(np.argsort(sure), LEVELS)
    unsure = np.array_split(np.argsort(doubt(flat)), LEVELS)
    error = np.linalg.norm(guess - true, axis=1)
    return {
        "said": [float(sure[k].mean()) for k in order],
        "seen": [float(right[k].mean()) for k in order],
        "doubt": [float(doubt(flat[k]).mean()) for k in unsure],
        "error": [float(error[k].mean()) for k in unsure],
    }


def main(part="test"):
    network, rng = load_generator("hints"), np.random.default_rng(0)
    ways = {
        "at random": lambda logits, hints: rng.integers(0, hints.shape[:2]),
        "where the network doubts": most_doubtful,
    }
    result = {"part": part, "calibration": {}, "clicks": {}}
    for category in CATEGORIES:
        truths = load_photos(split_photos()[category][part])
        drawn = resample(len(truths))
        result["calibration"][category] = calibration(truths, network)
        result["clicks"][category] = {"photographs": len(truths)}
        for way, choose in ways.items():
            result["clicks"][category][way] = {
                str(count): {
                    name: with_interval(weighted_mean(values, drawn))
                    for name, values in measured.items()
                }
                for count, measured in errors(truths, network, choose).items()
            }
    text = json.dumps(result, indent=1).encode()
    save_atomically(data_folder() / "results" / "clicks.json", lambda file: file.write(text))


if __name__ == "__main__":
    main(*sys.argv[1:])
