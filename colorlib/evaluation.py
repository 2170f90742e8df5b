"""The table of results: every colorizer on the same photographs, with intervals.

Means over a few dozen photographs move with the choice of photographs. The *bootstrap* shows how
far: draw as many photographs from them with replacement, again and again, and see where the middle
95% of the results lie (Efron, 1979, doi:10.1214/aos/1176344552).
"""

import json
from functools import partial
from pathlib import Path

import numpy as np

from .metrics import ab_spectrum, measure, sliced_wasserstein
from .pretrained import colorize, load_generator, model_names, read_generator
from .settings import data_folder
from .training import load_history

__all__ = [
    "compare_colorizers",
    "interval",
    "models_of",
    "quality_by_minutes",
    "summarize",
    "trained_colorizers",
]

RESAMPLES = 2000
SEED = 0


def models_of(category):
    """The trained models that color a class of photographs: what each is, and its name."""
    return {
        "reference, original recipe": f"{category}-original",
        "reference, L1 alone": f"{category}-l1",
        "reference, conditional + L1": f"{category}-conditional",
        "lean, L1 alone": "scenes",
        "lean GAN": category,
    }


def trained_colorizers(category, runs=None):
    """Functions that colorize with each trained model of a class.

    Parameters
    ----------
    category : {"forest", "mountain"}
    runs : path, optional
        A folder in which ``python -m colorlib train`` has left generators; one of those goes
        before the course's own model of the same name.

    Returns
    -------
    dict of callable
        By what the model is, for those of `models_of` that there are.
    """
    colorizers = {}
    for what, name in models_of(category).items():
        own = Path(runs) / f"{name}.npz" if runs else None
        if own and own.is_file():
            colorizers[what] = partial(colorize, model=read_generator(own))
        elif name in model_names():
            colorizers[what] = partial(colorize, model=load_generator(name))
    return colorizers


def quality_by_minutes(category, runs, metric="delta_e"):
    """How good each model of a class was on the validation photographs, and after how long.

    Minutes are pictures seen times the seconds a picture takes in the benchmark, so that what else
    the machine had to do, and whether a run used 16-bit floats, does not count.

    Parameters
    ----------
    category : {"forest", "mountain"}
    runs : path
        Folder of the runs, with their histories.
    metric : {"delta_e", "ab_distance"}, optional

    Returns
    -------
    dict of (numpy.ndarray, numpy.ndarray)
        By what the model is, for those whose runs are there: minutes on two cores, and the
        metric, after each epoch.
    """
    benchmark = json.loads((data_folder() / "results" / "benchmark.json").read_text())
    seconds = benchmark["seconds_per_picture"]
    curves = {}
    for what, (earlier, own) in stages_of(category).items():
        if not all((Path(runs) / name / "history.json").is_file() for name, _ in earlier + own):
            continue
        passed, minutes, values = 0.0, [], []
        for name, timed_as in earlier + own:
            history = load_history(Path(runs) / name)
            ends = passed + np.cumsum(history["pictures"]) * seconds[timed_as] / 60
            passed = ends[-1]
            if (name, timed_as) in own:
                minutes.extend(ends)
                values.extend(history[f"{category}_{metric}"])
        curves[what] = np.array(minutes), np.array(values)
    return curves


def stages_of(category):
    """For each model of a class, the runs from whose end it began, and its own.

    Each with the benchmark's name for its steps.
    """
    alone = [("scenes-128px", "lean generator alone, 128 px"), ("scenes", "lean generator alone")]
    forests_first = [("forest-original", "reference pair")] if category == "mountain" else []
    return {
        "reference, original recipe": (forests_first, [(f"{category}-original", "reference pair")]),
        "reference, L1 alone": ([], [(f"{category}-l1", "reference generator alone")]),
        "reference, conditional + L1": ([], [(f"{category}-conditional", "reference pair")]),
        "lean, L1 alone": ([], alone),
        "lean GAN": (alone, [(category, "lean pair")]),
    }


def interval(of, count):
    """The middle 95% of a statistic over resampled photographs.

    Parameters
    ----------
    of : callable
        Maps how often each photograph was drawn, shape (resamples, count), to one value each.
    count : int
        Number of photographs.

    Returns
    -------
    list of float
        Lower and upper end.
    """
    rng = np.random.default_rng(SEED)
    drawn = rng.multinomial(count, np.full(count, 1 / count), RESAMPLES)
    return [float(end) for end in np.percentile(of(drawn), [2.5, 97.5])]


def measure_all(truths, colorizer):
    """Metrics and color spectrum of each photograph."""
    pictures = [colorizer(truth) for truth in truths]
    rows = [measure(*pair) for pair in zip(truths, pictures, strict=True)]
    values = {name: np.array([row[name] for row in rows]) for name in rows[0]}
    return values, np.array([ab_spectrum(picture) for picture in pictures])


def summarize(values, spectra, true_spectra):
    """Mean and interval of each metric, and the distance between the color distributions.

    Returns
    -------
    dict of dict
        By metric: ``"value"`` and ``"interval"``.
    """
    count = len(true_spectra)
    summary = {
        name: {
            "value": float(column.mean()),
            "interval": interval(lambda drawn, column=column: drawn @ column / count, count),
        }
        for name, column in values.items()
    }

    def distance(drawn):
        weights = drawn / count
        # One resample at a time: all of them at once would fill the memory.
        return np.array(
            [
                sliced_wasserstein(np.tensordot(w, spectra, 1), np.tensordot(w, true_spectra, 1))
                for w in weights
            ]
        )

    everything = np.ones((1, count), int)
    summary["distribution_distance"] = {
        "value": float(distance(everything)[0]),
        "interval": interval(distance, count),
    }
    return summary


def compare_colorizers(truths, colorizers):
    """Measure colorizers on the same photographs.

    Parameters
    ----------
    truths : numpy.ndarray, uint8, shape (n, size, size, 3)
        Photographs that none of them has learned from.
    colorizers : dict of callable
        By name; each maps a photograph to its colorization, reading its lightness alone.

    Returns
    -------
    dict of dict
        By name: what `summarize` returns; and ``"gains"``, by the name of each other colorizer:
        the share by which the own mean ab distance is below the other's (0.1 is 10%), with an
        interval for which both are taken from the same photographs each time.
    """
    true_spectra = np.array([ab_spectrum(truth) for truth in truths])
    rows, distances = {}, {}
    for name, colorizer in colorizers.items():
        values, spectra = measure_all(truths, colorizer)
        rows[name] = summarize(values, spectra, true_spectra)
        distances[name] = values["ab_distance"]
    for name, row in rows.items():
        row["gains"] = {
            other: gain(distances[name], distances[other]) for other in rows if other != name
        }
    return rows


def gain(mine, others):
    """The share by which the mean of one column is below that of another, with its interval."""

    def share(drawn):
        return 1 - (drawn @ mine) / (drawn @ others)

    everything = np.ones((1, len(mine)), int)
    return {"value": float(share(everything)[0]), "interval": interval(share, len(mine))}
