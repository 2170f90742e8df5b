"""Wrong answers to the exercises of notebook 09: each must lose its points, and nothing else."""

INTERVAL = """def interval_of(values, resamples, seed):
    values, rng = np.asarray(values), np.random.default_rng(seed)
    chosen = rng.integers(len(values), size=(resamples, len(values)))
    return values[chosen].mean(axis=1)


def bootstrap_interval(values, resamples=1000, seed=0):
    return tuple(np.quantile(interval_of(values, resamples, seed), [0.025, 0.975]))


"""

WRONG = [
    {
        "exercise": "ex1",
        "cell": "ex1-answer",
        "misconception": "One PSNR over all pixels of all photographs is the mean PSNR.",
        "code": """guess = {"psnr": "network", "ssim": "network"}


def mean_metric(metric, truths, pictures):
    return metric(np.concatenate(list(truths)), np.concatenate(list(pictures)))
""",
        "loses": "ex1-test",
    },
    {
        "exercise": "ex1-why",
        "cell": "ex1-why-answer",
        "misconception": "A high SSIM means that a picture looks like the photograph.",
        "code": 'why = "A"\n',
        "loses": "ex1-why-test",
    },
    {
        "exercise": "ex2",
        "cell": "ex2-answer",
        "misconception": "The interval of a mean is where the middle 95% of the values lie.",
        "code": """def bootstrap_interval(values, resamples=1000, seed=0):
    return tuple(np.quantile(values, [0.025, 0.975]))


def gain_interval(mine, others, resamples=1000, seed=0):
    return bootstrap_interval(np.asarray(others) - np.asarray(mine))
""",
        "loses": "ex2-test",
    },
    {
        "exercise": "ex2",
        "cell": "ex2-answer",
        "misconception": "Two colorizers on the same photographs may be resampled one by one.",
        "code": INTERVAL
        + """def gain_interval(mine, others, resamples=1000, seed=0):
    gains = interval_of(others, resamples, seed + 1) - interval_of(mine, resamples, seed)
    return tuple(np.quantile(gains, [0.025, 0.975]))
""",
        "loses": "ex2-test",
    },
    {
        "exercise": "ex2",
        "cell": "ex2-answer",
        "misconception": "Drawing anew means shuffling: each value once in each draw.",
        "code": """def bootstrap_interval(values, resamples=1000, seed=0):
    rng = np.random.default_rng(seed)
    means = [rng.permutation(values).mean() for _ in range(resamples)]
    return tuple(np.quantile(means, [0.025, 0.975]))


def gain_interval(mine, others, resamples=1000, seed=0):
    return bootstrap_interval(np.asarray(others) - np.asarray(mine))
""",
        "loses": "ex2-test",
    },
    {
        "exercise": "ex2-proven",
        "cell": "ex2-proven-answer",
        "misconception": "The means differ, so it is proven that the colorizers do.",
        "code": "proven = True\n",
        "loses": "ex2-proven-test",
    },
    {
        "exercise": "ex3",
        "cell": "ex3-answer",
        "misconception": "A distance between distributions compares pixel with pixel.",
        "code": """def sorted_distance(true_ab, made_ab, directions=20, seed=3):
    angles = np.random.default_rng(seed).uniform(0, np.pi, directions)
    lines = np.stack([np.cos(angles), np.sin(angles)])
    return float(np.abs(true_ab @ lines - made_ab @ lines).mean())
""",
        "loses": "ex3-test",
    },
    {
        "exercise": "ex3",
        "cell": "ex3-answer",
        "misconception": "Two distributions are alike if their means are.",
        "code": """def sorted_distance(true_ab, made_ab, directions=20, seed=3):
    angles = np.random.default_rng(seed).uniform(0, np.pi, directions)
    lines = np.stack([np.cos(angles), np.sin(angles)])
    return float(np.abs((true_ab @ lines).mean(axis=0) - (made_ab @ lines).mean(axis=0)).mean())
""",
        "loses": "ex3-test",
    },
    {
        "exercise": "ex3-turned",
        "cell": "ex3-turned-answer",
        "misconception": "A distance between distributions sees where colors are.",
        "code": 'turned = "D"\n',
        "loses": "ex3-turned-test",
    },
    {
        "exercise": "ex4",
        "cell": "ex4-answer",
        "misconception": "The baseline is always gray.",
        "code": """def strongest(errors):
    return "gray" if "gray" in errors else min(errors, key=lambda name: np.mean(errors[name]))


def make_row(errors, opponent):
    gains = opponent - errors
    return {
        "error": errors.mean(),
        "interval": interval(errors),
        "gain": gains.mean(),
        "gain_interval": interval(gains),
    }
""",
        "loses": "ex4-test",
    },
    {
        "exercise": "ex4",
        "cell": "ex4-answer",
        "misconception": "Where two intervals overlap there is no difference, so the gain reaches "
        "from end to end of both.",
        "code": """def strongest(errors):
    return min(errors, key=lambda name: np.mean(errors[name]))


def make_row(errors, opponent):
    mine, theirs = interval(errors), interval(opponent)
    return {
        "error": errors.mean(),
        "interval": mine,
        "gain": opponent.mean() - errors.mean(),
        "gain_interval": (theirs[0] - mine[1], theirs[1] - mine[0]),
    }
""",
        "loses": "ex4-test",
    },
    {
        "exercise": "ex4-verdict",
        "cell": "ex4-verdict-answer",
        "misconception": "The smaller mean wins, whatever the interval says.",
        "code": """def verdict(row, leaked):
    if leaked:
        return "unfair"
    return "nearer" if row["gain"] > 0 else "farther"


def warnings(names, leaked, colorfulness):
    scenes = {name.split("_")[0] for name in names}
    found = {"few scenes": len(scenes) < 30, "leak": leaked, "pale": colorfulness < 0.5}
    return {warning for warning, applies in found.items() if applies}
""",
        "loses": "ex4-verdict-test",
    },
    {
        "exercise": "ex4-verdict",
        "cell": "ex4-verdict-answer",
        "misconception": "A network that has seen the test photographs is only very good at them.",
        "code": """def verdict(row, leaked):
    low, high = row["gain_interval"]
    return "nearer" if low > 0 else "farther" if high < 0 else "undecided"


def warnings(names, leaked, colorfulness):
    scenes = {name.split("_")[0] for name in names}
    found = {"few scenes": len(scenes) < 30, "leak": leaked, "pale": colorfulness < 0.5}
    return {warning for warning, applies in found.items() if applies}
""",
        "loses": "ex4-verdict-test",
    },
    {
        "exercise": "ex4-verdict",
        "cell": "ex4-verdict-answer",
        "misconception": "Many crops are many photographs, even of one scene.",
        "code": """def verdict(row, leaked):
    low, high = row["gain_interval"]
    if leaked:
        return "unfair"
    return "nearer" if low > 0 else "farther" if high < 0 else "undecided"


def warnings(names, leaked, colorfulness):
    found = {"few scenes": len(names) < 30, "leak": leaked, "pale": colorfulness < 0.5}
    return {warning for warning, applies in found.items() if applies}
""",
        "loses": "ex4-warnings-test",
    },
    {
        "exercise": "ex4-sentence",
        "cell": "ex4-sentence-answer",
        "misconception": "The smallest error is the best network, however it came about.",
        "code": 'sentence = "A"\n',
        "loses": "ex4-sentence-test",
    },
    {
        "exercise": "ex4-sentence",
        "cell": "ex4-sentence-answer",
        "misconception": "What holds for 23 crops of eight scenes holds for forests.",
        "code": 'sentence = "C"\n',
        "loses": "ex4-sentence-test",
    },
]
