"""The table of results: every colorizer on the same photographs, with bootstrap intervals.

Draw as many photographs with replacement, again and again: the middle 95% of the results show how
far a mean depends on the choice of photographs (Efron, 1979, doi:10.1214/aos/1176344552).
"""

import json
from functools import partial

import numpy as np

from .metrics import ab_spectrum, measure, sliced_wasserstein
from .pretrained import colorize, load_generator, model_names, read_generator
from .settings import as_path, data_folder

RESAMPLES = 2000


def models_of(category):
    """The trained models that color a class of photographs: what each is, and its name."""
    return {
        "reference, unconditional GAN": f"{category}-unconditional",
        "reference, L1-only": f"{category}-l1",
        "reference, conditional GAN": f"{category}-conditional",
        "lean, L1-only": "scenes",
        "lean GAN": category,
    }


def trained_colorizers(category, runs=None):
    """Functions that colorize with each trained model of a class, by what the model is.

    A generator that ``python -m colorlib train`` has left in ``runs`` goes before the course's own.
    """
    colorizers = {}
    for what, name in models_of(category).items():
        own = as_path(runs) / f"{name}.npz" if runs else None
        if own and own.is_file():
            colorizers[what] = partial(colorize, model=read_generator(own))
        elif name in model_names():
            colorizers[what] = partial(colorize, model=load_generator(name))
    return colorizers


def quality_by_minutes(category, metric="delta_e"):
    """How good each model of a class was on the validation photographs, and after how long.

    Returns, by what the model is, minutes on two cores (`make bench`) and the metric,
    ``"delta_e"`` or ``"ab_distance"``, after each epoch.
    """
    path = data_folder() / "results" / "curves.json"
    curves = json.loads(path.read_text(encoding="utf-8"))[category]
    return {what: (curve["minutes"], curve[metric]) for what, curve in curves.items()}


def interval(statistic, count):
    """The middle 95% of a statistic over resampled photographs, as [low, high].

    ``statistic`` maps how often each of ``count`` photographs was drawn, shape
    (resamples, count), to one value each.
    """
    drawn = np.random.default_rng(0).multinomial(count, np.full(count, 1 / count), RESAMPLES)
    return [float(end) for end in np.nanpercentile(statistic(drawn), [2.5, 97.5])]


def with_interval(statistic, count):
    value = statistic(np.ones((1, count), int))[0]
    return {"value": float(value), "interval": interval(statistic, count)}


def weighted_mean(column, drawn):
    """The mean of a column over drawn photographs, without those that have no value (NaN)."""
    known = np.isfinite(column)
    with np.errstate(invalid="ignore"):
        return (drawn[:, known] @ column[known]) / drawn[:, known].sum(axis=1)


def compare_colorizers(truths, colorizers):
    """Measure colorizers on the same photographs.

    ``truths`` are photographs, uint8, shape (n, size, size, 3), that none of them has learned from;
    ``colorizers`` maps names to functions from a photograph to its colorization.

    Returns
    -------
    dict of dict
        By name, for each metric of `measure` and for ``distribution_distance``: ``"value"`` and
        ``"interval"``. And ``"gains"``, by the name of each other colorizer: the share by which
        the own mean ab distance is below the other's, likewise, on the same photographs.
    """
    count = len(truths)
    true_spectra = np.array([ab_spectrum(truth) for truth in truths])
    rows, distances = {}, {}
    for name, colorizer in colorizers.items():
        pictures = [colorizer(truth) for truth in truths]
        measured = [measure(*pair) for pair in zip(truths, pictures, strict=True)]
        columns = {key: np.array([one[key] for one in measured]) for key in measured[0]}
        spectra = np.array([ab_spectrum(picture) for picture in pictures])

        def color_distance(drawn, spectra=spectra):
            # One resample at a time: all of them at once would fill the memory.
            return [
                sliced_wasserstein(np.tensordot(w, spectra, 1), np.tensordot(w, true_spectra, 1))
                for w in drawn / count
            ]

        rows[name] = {
            key: with_interval(partial(weighted_mean, column), count)
            for key, column in columns.items()
        }
        rows[name]["distribution_distance"] = with_interval(color_distance, count)
        distances[name] = columns["ab_distance"]

    def gain(mine, others):
        return with_interval(lambda drawn: 1 - (drawn @ mine) / (drawn @ others), count)

    for name, row in rows.items():
        others = {other: column for other, column in distances.items() if other != name}
        row["gains"] = {other: gain(distances[name], column) for other, column in others.items()}
    return rows
