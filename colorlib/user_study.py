"""Real or colorized? The answers of people who saw a photograph and its colorization.

The test is that of Zhang, Isola and Efros (2016, doi:10.1007/978-3-319-46487-9_40, section 3.1):
both pictures for a second each, in random order, then a choice without a limit of time. In checks
the colors are wrong on purpose, which shows whether the participant looked. A participant who
cannot tell a model's colors from the truth is *fooled* in half of the trials.
"""

import csv
import io
import itertools

import numpy as np

from .color import l_ab_to_rgb, rgb_to_l_ab
from .files import save_atomically
from .settings import ColorlibError, as_path

CHECK = "opposite colors"
ORDER = ("first", "second")
KINDS = ("practice", "test", "check")
TRIAL = ("trial", "kind", "photograph", "model", "real")
COLUMNS = ("participant", "time", *TRIAL, "answer", "seconds")


def plan_trials(photographs, models, trials, practice, seed=None):
    """Draw the trials of a game: no photograph twice, each model about equally often."""
    photographs, models = list(photographs), list(models)
    if not models or len(photographs) < trials + practice:
        raise ColorlibError(
            f"{len(photographs)} photographs and {len(models)} models are not enough: a game needs "
            f"a model and {trials + practice} photographs."
        )
    rng = np.random.default_rng(seed)
    chosen = rng.permutation(photographs)[: practice + trials]
    # The first model is drawn at random, so that over many games all are shown equally often.
    turns = np.resize(np.roll(models, rng.integers(len(models))), practice + trials)
    checks = round(0.1 * trials)  # as in the paper
    tests = [("test", model) for model in turns[: trials - checks]]
    shown = [("practice", model) for model in turns[:practice]]
    shown += list(rng.permutation(tests + [("check", CHECK)] * checks))
    rows = [
        (number, str(kind), str(photograph), str(model), ORDER[rng.integers(2)])
        for number, (photograph, (kind, model)) in enumerate(zip(chosen, shown, strict=True), 1)
    ]
    return [dict(zip(TRIAL, row, strict=True)) for row in rows]


def opposite_colors(rgb):
    """Turn every color of a uint8 picture into its opposite, (a, b) into (−a, −b)."""
    lightness, ab = rgb_to_l_ab(rgb)
    return l_ab_to_rgb(lightness, -ab)


def wilson_interval(successes, trials):
    """The 95% interval, (low, high) in 0 to 1, of a share of one trial or more (Wilson, 1927,
    doi:10.1080/01621459.1927.10502953).
    """
    from scipy.stats import binomtest  # slow to import

    return tuple(binomtest(successes, trials).proportion_ci(method="wilson"))


def fooled_by_model(answers):
    """Count by model, the checks last, how often its colors were taken for real; no practice."""
    fooled = {}
    for row in answers:
        if row["kind"] != "practice":
            fooled.setdefault(row["model"], []).append(row["answer"] != row["real"])
    return {
        model: {
            "trials": len(rows),
            "fooled": sum(rows),
            "share": sum(rows) / len(rows),
            "interval": wilson_interval(sum(rows), len(rows)),
        }
        for model, rows in sorted(fooled.items(), key=lambda item: (item[0] == CHECK, item[0]))
    }


def answers_csv(answers):
    """Format answers as CSV text: one row for each trial, no personal data."""
    file = io.StringIO(newline="")
    writer = csv.DictWriter(file, COLUMNS)
    writer.writeheader()
    writer.writerows(answers)
    return file.getvalue()


def save_answers(answers, path):
    """Write answers as a CSV file."""
    save_atomically(path, lambda file: file.write(answers_csv(answers).encode()))


def read_answers(path):
    """Read the answers of a file that `save_answers` has written."""
    try:
        # Spreadsheets put a byte order mark before the first letter; utf-8-sig skips it.
        text = as_path(path).read_text(encoding="utf-8-sig")
        rows = [{name: row[name] for name in COLUMNS} for row in csv.DictReader(io.StringIO(text))]
        found = {(row["kind"], row["real"], row["answer"]) for row in rows}
        if not found or found - set(itertools.product(KINDS, ORDER, ORDER)):
            raise ValueError
    except OSError as error:
        raise ColorlibError(f"{path} cannot be read: {error.strerror}.") from None
    except (ValueError, KeyError, csv.Error):
        raise ColorlibError(f"{path} is not a file of answers as the game saves it.") from None
    return rows


def merge_answers(paths):
    """Join files and folders of files: all answers, each once, and why files were left out."""
    files, merged, left_out = [], {}, []
    for path in map(as_path, paths):
        files.extend(sorted(path.glob("*.csv")) if path.is_dir() else [path])
    for path in files:
        try:
            merged |= {tuple(row.values()): row for row in read_answers(path)}
        except ColorlibError as error:
            left_out.append(str(error))
    return list(merged.values()), left_out
