"""How good each model was after how many minutes: ``python -m experiments.curves``.

Minutes are pictures seen times the seconds a picture takes in the benchmark, so that neither the
machine's other work nor 16-bit floats change the result. The result goes to
``data/results/curves.json``. Run it after a run or the benchmark has changed.
"""

import json

import numpy as np

from colorlib.data import CATEGORIES
from colorlib.files import save_atomically
from colorlib.gan import load_history
from colorlib.settings import data_folder

RUNS, RESULTS = data_folder() / "runs", data_folder() / "results"


def stages_of(category):
    """For each model, the runs before its own and its own, each as the benchmark times it."""
    lean = [
        ("scenes-128px", "lean generator, L1-only, 128 px"),
        ("scenes", "lean generator, L1-only"),
    ]
    reference = "reference pair"
    forests = [("forest-unconditional", reference)] if category == "mountain" else []
    return {
        "reference, unconditional GAN": (forests, [(f"{category}-unconditional", reference)]),
        "reference, L1-only": ([], [(f"{category}-l1", "reference generator, L1-only")]),
        "reference, conditional GAN": ([], [(f"{category}-conditional", reference)]),
        "lean, L1-only": ([], lean),
        "lean, L1-only, longer": (
            lean,
            [(f"{category}-longer", "lean generator, L1-only, 128 px")],
        ),
        "lean GAN": (lean, [(category, "lean pair, 128 px")]),
    }


def curve(category, earlier, own, seconds):
    """Minutes since the beginning, and both metrics, after each epoch of a model's own runs."""
    passed, minutes, values = 0.0, [], {"delta_e": [], "ab_distance": []}
    for name, timed_as in earlier + own:
        history = load_history(RUNS / name)
        ends = passed + np.cumsum(history["pictures"]) * seconds[timed_as] / 60
        passed = ends[-1]
        if (name, timed_as) in own:
            minutes += ends.round(4).tolist()
            for metric, column in values.items():
                column += history[f"{category}_{metric}"]
    return {"minutes": minutes, **values}


def main():
    seconds = json.loads((RESULTS / "benchmark.json").read_text())["seconds_per_picture"]
    curves = {
        category: {
            what: curve(category, *stages, seconds) for what, stages in stages_of(category).items()
        }
        for category in CATEGORIES
    }
    text = json.dumps(curves, indent=1).encode()
    save_atomically(RESULTS / "curves.json", lambda file: file.write(text))


if __name__ == "__main__":
    main()
