"""The table of results: every colorizer on the same photographs, with bootstrap intervals.

Draw as many photographs with replacement, again and again: the middle 95% of the results show how
far a mean depends on the choice of photographs (Efron, 1979, doi:10.1214/aos/1176344552).
"""

import json
from functools import partial

import numpy as np

from .color import rgb_to_l_ab
from .data import load_photos
from .metrics import (
    ab_spectra,
    conditional_distance,
    fit_baselines,
    measure,
)
from .pretrained import (
    colorize,
    join_colors,
    load_generator,
    model_names,
    predict_colors,
    read_generator,
)
from .settings import as_path, data_folder
from .two_sample import accuracy, shrink

RESAMPLES = 2000
FACTORS = (1.0, 1.1, 1.2, 1.3, 1.4, 1.5, 1.6)


def models_of(category):
    """The trained models that color a class of photographs: what each is, and its name."""
    return {
        "reference, unconditional GAN": f"{category}-unconditional",
        "reference, L1-only": f"{category}-l1",
        "reference, conditional GAN": f"{category}-conditional",
        "lean, L1-only": "scenes",
        "lean, L1-only, longer": f"{category}-longer",
        "lean GAN": category,
    }


def trained_colorizers(category, runs=None):
    """Functions that colorize with each trained model of a class, by what the model is.

    A generator that ``python -m colorlib train`` has left in ``runs`` replaces the course's own.
    """
    colorizers = {}
    for what, name in models_of(category).items():
        own = as_path(runs) / f"{name}.npz" if runs else None
        if own and own.is_file():
            colorizers[what] = partial(colorize, model=read_generator(own))
        elif name in model_names():
            colorizers[what] = partial(colorize, model=load_generator(name))
    return colorizers


def multiply_colors(factor, photo, generator):
    """Colorize a photograph, and multiply all colors: the cheapest way to make them livelier."""
    lightness, _ = rgb_to_l_ab(photo)
    return join_colors(lightness, predict_colors(lightness, generator), factor)


def best_factor(truths, generator):
    """The factor, 1 to 1.6, that brings the colors of photographs nearest to the truth's.

    Nearest by the `conditional_distance` of all of them together.
    """
    true_spectra = np.mean([ab_spectra(truth, truth) for truth in truths], axis=0)

    seen = [rgb_to_l_ab(truth)[0] for truth in truths]
    predicted = [predict_colors(lightness, generator) for lightness in seen]

    def distance(factor):
        pictures = [join_colors(*pair, factor) for pair in zip(seen, predicted, strict=True)]
        pairs = zip(truths, pictures, strict=True)
        spectra = np.mean([ab_spectra(*pair) for pair in pairs], axis=0)
        return conditional_distance(spectra, true_spectra)

    return min(FACTORS, key=distance)


def find_contenders(category, split, runs=None):
    """Every colorizer of the table of a class: baselines, models, and the L1-only one × a factor.

    ``split`` has the paths of the class by part. Baselines learn from the training part, and the
    factor is chosen on the validation part.
    """
    models = trained_colorizers(category, runs)
    adversary = {"lean GAN": models.pop("lean GAN")}
    l1 = models["lean, L1-only"].keywords["model"]
    factor = best_factor(load_photos(split["validation"]), l1)
    lively = {f"lean, L1-only × {factor}": partial(multiply_colors, factor, generator=l1)}
    return fit_baselines(load_photos(split["train"])) | models | lively | adversary


def quality_by_minutes(category):
    """How good each model of a class was on the validation photographs, and after how long.

    Returns, by what the model is, minutes on two cores (`make bench`) and the mean ΔE2000 after
    each epoch.
    """
    path = data_folder() / "results" / "curves.json"
    curves = json.loads(path.read_text(encoding="utf-8"))[category]
    return {what: (curve["minutes"], curve["delta_e"]) for what, curve in curves.items()}


def resample(count):
    """How often each of ``count`` photographs is drawn: once each, then in resamples."""
    drawn = np.random.default_rng(0).multinomial(count, np.full(count, 1 / count), RESAMPLES)
    return np.concatenate([np.ones((1, count), int), drawn])


def with_interval(values):
    """A statistic of the photographs, which comes first, with the middle 95% over resamples."""
    ends = np.nanpercentile(values[1:], [2.5, 97.5])
    return {"value": float(values[0]), "interval": [float(end) for end in ends]}


def weighted_mean(column, drawn):
    """The mean of a column over drawn photographs, without those that have no value (NaN)."""
    known = np.isfinite(column)
    with np.errstate(invalid="ignore"):
        return (drawn[:, known] @ column[known]) / drawn[:, known].sum(axis=1)


def color_distances(spectra, true_spectra, drawn):
    """The conditional distance from the truth of all drawn photographs' colors together.

    Fewer different photographs are farther apart, so resamples lie above the value itself.
    """
    difference, zero = spectra - true_spectra, np.zeros(1, np.float32)
    weights = (drawn / len(spectra)).astype(np.float32)
    return np.concatenate(
        [
            conditional_distance(np.tensordot(part, difference, 1), zero)
            for part in np.array_split(weights, 40)  # all at once would fill the memory
        ]
    )


def compare_colorizers(truths, colorizers, seeds=0):
    """Measure colorizers on the same photographs.

    ``truths`` are photographs, uint8, shape (n, size, size, 3), that none of them has learned from;
    ``colorizers`` maps names to functions from a photograph to its colorization; ``seeds`` is how
    often the two-sample test is done, which wants 100 photographs or more.

    Returns
    -------
    dict of dict
        By name, for each metric of `measure`, ``conditional_distance`` and, with seeds,
        ``two_sample``: ``"value"`` and ``"interval"``. And, likewise, on the same photographs and
        by the name of each other colorizer: ``"gains"``, the share by which the own mean ab
        distance is below the other's; and ``"below"``, by metric, how far the own
        ``conditional_distance`` or ``two_sample`` is below the other's.
    """
    drawn = resample(len(truths))
    true_spectra = np.array([ab_spectra(truth, truth) for truth in truths])
    results = {}
    for name, colorizer in colorizers.items():
        pictures = np.stack([colorizer(truth) for truth in truths])
        pairs = list(zip(truths, pictures, strict=True))
        measured = [measure(*pair) for pair in pairs]
        columns = {key: np.array([one[key] for one in measured]) for key in measured[0]}
        if seeds:
            right = [accuracy(shrink(truths), shrink(pictures), seed) for seed in range(seeds)]
            columns["two_sample"] = np.mean(right, axis=0)
        results[name] = {key: weighted_mean(column, drawn) for key, column in columns.items()}
        spectra = np.array([ab_spectra(*pair) for pair in pairs])
        results[name]["conditional_distance"] = color_distances(spectra, true_spectra, drawn)

    rows = {}
    for name, mine in results.items():
        others = {other: theirs for other, theirs in results.items() if other != name}
        rows[name] = {metric: with_interval(values) for metric, values in mine.items()}
        rows[name]["gains"] = {
            other: with_interval(1 - mine["ab_distance"] / theirs["ab_distance"])
            for other, theirs in others.items()
        }
        rows[name]["below"] = {
            metric: {
                other: with_interval(theirs[metric] - mine[metric])
                for other, theirs in others.items()
            }
            for metric in ("conditional_distance", "two_sample")
            if metric in mine
        }
    return rows
