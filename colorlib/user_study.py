"""Real or colorized? The answers of people to whom a photograph and its colorization were shown.

The test is that of Zhang, Isola and Efros (2016, doi:10.1007/978-3-319-46487-9_40, section 3.1):
both pictures for a second each, in random order, and then a choice without a limit of time. Some
trials come first as practice; in some of the others the colors are wrong on purpose, which tells
whether somebody looked. Who cannot tell a model's colors from the truth is *fooled* in half of
the trials.
"""

import csv
import math
from pathlib import Path

import numpy as np

from .color import l_ab_to_rgb, rgb_to_l_ab
from .settings import ColorlibError

__all__ = [
    "CHECK",
    "WIDEST",
    "merge_answers",
    "opposite_colors",
    "plan_trials",
    "read_answers",
    "save_answers",
    "score",
    "wilson_interval",
]

CHECK = "opposite colors"
ORDER = ("first", "second")
KINDS = ("practice", "test", "check")
FIELDS = ("player", "time", "trial", "kind", "photograph", "model", "real", "answer", "seconds")

# One trial in ten is a check, as in the paper.
CHECKED_SHARE = 0.1

# An interval wider than 20 points does not say how often a model fools people.
WIDEST = 0.2

# The 97.5th percentile of the normal distribution: 95% lie between −Z and Z.
Z = 1.959964


def plan_trials(photographs, models, trials=18, practice=3, seed=None):
    """Draw what is shown in a game: no photograph twice, each model about equally often.

    Parameters
    ----------
    photographs, models : sequence of str
        Their names.
    trials, practice : int, optional
        How many count, and how many come before them.
    seed : int, optional
        The same seed draws the same game; without one each game is another.

    Returns
    -------
    list of dict
        Of each trial: ``"trial"`` (1, 2, …); ``"kind"``, "practice", "test" or "check";
        ``"photograph"``; ``"model"``, which is `CHECK` in a check; and which picture is
        ``"real"``, the "first" or the "second".

    Raises
    ------
    ColorlibError
        If there are too few photographs, or no models, or a model is named as checks are.
    """
    photographs, models = list(photographs), list(models)
    if not models or CHECK in models:
        raise ColorlibError(f"A game needs at least one model, and none named {CHECK!r}.")
    if trials < 1 or practice < 0 or len(photographs) < trials + practice:
        raise ColorlibError(
            f"{len(photographs)} photographs are not enough for {trials} trials and {practice} "
            "for practice, with none shown twice (and at least one trial)."
        )
    rng = np.random.default_rng(seed)
    chosen = rng.permutation(photographs)[: practice + trials]
    # In turn, from a model drawn by lot: players together see all models equally often.
    turns = np.roll(models, rng.integers(len(models)))
    checks = round(CHECKED_SHARE * trials)
    tests = [("test", turns[i % len(models)]) for i in range(trials - checks)]
    shown = rng.permutation(tests + [("check", CHECK)] * checks)
    trained = [("practice", turns[i % len(models)]) for i in range(practice)]
    return [
        {
            "trial": number,
            "kind": str(kind),
            "photograph": str(photograph),
            "model": str(model),
            "real": ORDER[rng.integers(2)],
        }
        for number, (photograph, (kind, model)) in enumerate(
            zip(chosen, [*trained, *shown], strict=True), 1
        )
    ]


def opposite_colors(picture):
    """Turn every color into its opposite, at its lightness: what only a check should show.

    The paper took the colors of a random other photograph; among landscapes those are too often
    plausible.

    Parameters
    ----------
    picture : numpy.ndarray, uint8, shape (height, width, 3)

    Returns
    -------
    numpy.ndarray, uint8, shape (height, width, 3)
    """
    lightness, ab = rgb_to_l_ab(picture)
    return l_ab_to_rgb(lightness, -ab)


def wilson_interval(successes, trials):
    """The 95% interval of a share (Wilson, 1927, doi:10.1080/01621459.1927.10502953).

    Unlike the share plus and minus its standard error, it stays between 0 and 1 and says something
    sensible for few trials, and for 0 successes.

    Parameters
    ----------
    successes, trials : int or array of int
        At least one trial.

    Returns
    -------
    low, high : float or array of float
        0 to 1.
    """
    share = successes / trials
    middle = (share + Z**2 / (2 * trials)) / (1 + Z**2 / trials)
    half = Z * np.sqrt(share * (1 - share) / trials + Z**2 / (4 * trials**2))
    half = half / (1 + Z**2 / trials)
    return np.maximum(middle - half, 0), np.minimum(middle + half, 1)


def score(answers):
    """Count how often each model fooled people: its colors were taken for the real ones.

    Parameters
    ----------
    answers : iterable of dict
        As in a game's ``answers``, or as `merge_answers` returns them.

    Returns
    -------
    dict of dict
        By model, with the checks last: ``"trials"``, ``"fooled"``, ``"share"`` and
        ``"interval"``, with the ends of its 95% interval. Practice does not count.
    """
    fooled = {}
    for row in answers:
        if row["kind"] != "practice":
            fooled.setdefault(row["model"], []).append(row["answer"] != row["real"])
    scores = {}
    for model in sorted(fooled, key=lambda name: (name == CHECK, name)):
        count, trials = sum(fooled[model]), len(fooled[model])
        low, high = wilson_interval(count, trials)
        scores[model] = {
            "trials": trials,
            "fooled": count,
            "share": count / trials,
            "interval": (float(low), float(high)),
        }
    return scores


def save_answers(answers, path):
    """Write answers as a CSV file: one row for each trial, no personal data.

    Parameters
    ----------
    answers : sequence of dict
    path : path

    Raises
    ------
    ColorlibError
        If the file cannot be written.
    """
    try:
        with Path(path).open("w", encoding="utf-8", newline="") as file:
            write_answers(answers, file)
    except OSError as error:
        raise ColorlibError(f"{path} cannot be written: {error.strerror}.") from None


def write_answers(answers, file):
    writer = csv.DictWriter(file, FIELDS)
    writer.writeheader()
    writer.writerows(answers)


def read_answers(path):
    """Read answers that `save_answers` has written.

    Parameters
    ----------
    path : path

    Returns
    -------
    list of dict
        With ``"trial"`` as int and ``"seconds"`` as float.

    Raises
    ------
    ColorlibError
        If there is no such file, or it holds anything else.
    """
    try:
        # Spreadsheets put a mark before the first letter, which utf-8-sig takes away.
        with Path(path).open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file)
            names, rows = reader.fieldnames or (), list(reader)
    except FileNotFoundError:
        raise ColorlibError(f"There is no file {path}.") from None
    except OSError as error:
        raise ColorlibError(f"{path} cannot be read: {error.strerror}.") from None
    except (UnicodeDecodeError, csv.Error):
        raise ColorlibError(f"{path} is not a table in a text file.") from None
    missing = [name for name in FIELDS if name not in names]
    if missing:
        raise ColorlibError(
            f"{path} has no column {missing[0]!r}, so it is no file of answers as the game saves "
            "it (with commas between the columns)."
        )
    if not rows:
        raise ColorlibError(f"{path} holds no answers.")
    return [checked(row, f"{path}, row {number}") for number, row in enumerate(rows, 1)]


def checked(row, where):
    """A row with its numbers as numbers; columns that somebody has added are left out."""
    row = {name: row[name] for name in FIELDS}
    allowed = {"kind": KINDS, "real": ORDER, "answer": ORDER}
    for name, value in row.items():
        if not value or value not in allowed.get(name, [value]):
            wanted = f"one of {', '.join(allowed[name])}" if name in allowed else "not empty"
            raise ColorlibError(f"{where}: {name} is {value!r}, and should be {wanted}.")
    if (row["kind"] == "check") != (row["model"] == CHECK):
        raise ColorlibError(f"{where}: a {row['kind']} trial cannot show {row['model']!r}.")
    try:
        row["trial"], row["seconds"] = int(row["trial"]), float(row["seconds"])
    except ValueError:
        raise ColorlibError(f"{where}: trial and seconds should be numbers.") from None
    if not (row["trial"] >= 1 and 0 <= row["seconds"] < math.inf):
        raise ColorlibError(f"{where}: trial should be 1 or more, and seconds 0 or more.")
    return row


def merge_answers(paths):
    """Put the files of a class together; an answer that is in several of them counts once.

    Parameters
    ----------
    paths : iterable of path
        Files; of a folder, all that end in ``.csv``.

    Returns
    -------
    answers : list of dict
    left_out : list of str
        A sentence for each file that adds nothing, and why.
    """
    files = []
    for path in map(Path, paths):
        files.extend(sorted(path.glob("*.csv")) if path.is_dir() else [path])
    merged, left_out = {}, []
    for path in files:
        try:
            rows = {tuple(row.values()): row for row in read_answers(path)}
        except ColorlibError as error:
            left_out.append(str(error))
            continue
        if rows.keys() <= merged.keys():
            left_out.append(f"{path} adds nothing: all its answers are in the files before it.")
        merged |= rows
    return list(merged.values()), left_out
