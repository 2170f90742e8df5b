"""Wrong answers to the exercises of notebook 06, each from a misconception."""

WRONG = [
    {
        "exercise": "ex1",
        "cell": "ex1-answer",
        "misconception": "Eight differences need eight cells.",
        "code": """
def vertical_fingerprint(rgb):
    coarse = resize(rgb, 8, 8).astype(np.float32).mean(axis=-1)
    return (coarse[1:] > coarse[:-1]).ravel()
""",
        "loses": "ex1-test",
    },
    {
        "exercise": "ex1",
        "cell": "ex1-answer",
        "misconception": "Brightness itself identifies a picture: is a cell light?",
        "code": """
def vertical_fingerprint(rgb):
    coarse = resize(rgb, 8, 8).astype(np.float32).mean(axis=-1)
    return (coarse > 127).ravel()
""",
        "loses": "ex1-test",
    },
    {
        "exercise": "ex1",
        "cell": "ex1-answer",
        "misconception": "Turning the grid is enough: rows and columns are mixed up.",
        "code": """
def vertical_fingerprint(rgb):
    coarse = resize(rgb, 8, 9).astype(np.float32).mean(axis=-1)
    return (coarse[:, 1:] > coarse[:, :-1]).T.ravel()
""",
        "loses": "ex1-test",
    },
    {
        "exercise": "ex2",
        "cell": "ex2-answer",
        "misconception": "A fingerprint understands scenes, so a mirror image is near by itself.",
        "code": """
def find_copies(pictures, most_bits=8):
    bits = np.stack([data.dhash(rgb) for rgb in pictures])
    near = (bits[:, None] != bits).sum(axis=-1) <= most_bits
    return [(int(i), int(j)) for i, j in np.argwhere(near) if i < j]
""",
        "loses": "ex2-test",
    },
    {
        "exercise": "ex2",
        "cell": "ex2-answer",
        "misconception": "Mirroring a picture turns the order of its bits round and no more.",
        "code": """
def find_copies(pictures, most_bits=8):
    bits = np.stack([data.dhash(rgb) for rgb in pictures])
    mirrored = bits.reshape(-1, 8, 8)[:, :, ::-1].reshape(-1, 64)
    near = (bits[:, None] != bits).sum(axis=-1) <= most_bits
    near |= (bits[:, None] != mirrored).sum(axis=-1) <= most_bits
    return [(int(i), int(j)) for i, j in np.argwhere(near) if i < j]
""",
        "loses": "ex2-test",
    },
    {
        "exercise": "ex2",
        "cell": "ex2-answer",
        "misconception": "Copies are the same numbers: a resized or recompressed one is no copy.",
        "code": """
def find_copies(pictures, most_bits=8):
    found = []
    for j, other in enumerate(pictures):
        for i, one in enumerate(pictures[:j]):
            if np.array_equal(one, other) or np.array_equal(one, other[:, ::-1]):
                found.append((i, j))
    return found
""",
        "loses": "ex2-test",
    },
    {
        "exercise": "ex3",
        "cell": "ex3-answer",
        "misconception": "A split is fair if every source is tested: one crop of each.",
        "code": """
siblings = 1.0


def hold_out_sources(source, least=0.2, seed=0):
    rng = np.random.default_rng(seed)
    names = np.unique(source)
    test = [rng.choice(np.flatnonzero(source == name)) for name in names]
    rest = rng.permutation(np.setdiff1d(np.arange(len(source)), test))
    more = max(0, int(np.ceil(least * len(source))) - len(test))
    test = np.sort([*test, *rest[:more]])
    return test, np.setdiff1d(np.arange(len(source)), test)
""",
        "loses": "ex3-test",
    },
    {
        "exercise": "ex3",
        "cell": "ex3-answer",
        "misconception": "Chance is fair: shuffle the crops and hold out a fifth.",
        "code": """
siblings = 1.0


def hold_out_sources(source, least=0.2, seed=0):
    order = np.random.default_rng(seed).permutation(len(source))
    count = int(np.ceil(least * len(source)))
    return np.sort(order[:count]), np.sort(order[count:])
""",
        "loses": "ex3-test",
    },
    {
        "exercise": "ex3",
        "cell": "ex3-answer",
        "misconception": "More training is better: the test's pictures may be trained on as well.",
        "code": """
siblings = 1.0


def hold_out_sources(source, least=0.2, seed=0):
    names = np.random.default_rng(seed).permutation(np.unique(source))
    test = np.flatnonzero(np.isin(source, names[: len(names) // 2]))
    return test, np.arange(len(source))
""",
        "loses": "ex3-test",
    },
    {
        "exercise": "ex3",
        "cell": "ex3-answer",
        "misconception": "If each source gives one crop, the held-out crops have no siblings.",
        "code": """
siblings = 0.0


def hold_out_sources(source, least=0.2, seed=0):
    names = np.random.default_rng(seed).permutation(np.unique(source))
    held_out = []
    for name in names[:-1]:
        if np.isin(source, held_out).mean() < least:
            held_out.append(name)
    in_test = np.isin(source, held_out)
    return np.flatnonzero(in_test), np.flatnonzero(~in_test)
""",
        "loses": "ex3-test",
    },
    {
        "exercise": "ex4",
        "cell": "ex4-answer",
        "misconception": "A table may be made from the pictures that it is tested on.",
        "code": """
verdict = "cannot be told"


def cross_distances(train, held_out):
    table = {name: colors_by_level(lab) for name, lab in held_out.items()}
    return {
        (name, learned): float(
            np.linalg.norm(truth[..., 1:] - table[learned][level_of(truth)], axis=-1).mean()
        )
        for name, truth in held_out.items()
        for learned in table
    }
""",
        "loses": "ex4-test",
    },
    {
        "exercise": "ex4",
        "cell": "ex4-answer",
        "misconception": "A measured difference is a fact, however few scenes it rests on.",
        "code": """
verdict = "helps"


def cross_distances(train, held_out):
    table = {name: colors_by_level(lab) for name, lab in train.items()}
    return {
        (name, learned): float(
            np.linalg.norm(truth[..., 1:] - table[learned][level_of(truth)], axis=-1).mean()
        )
        for name, truth in held_out.items()
        for learned in table
    }
""",
        "loses": "ex4-test",
    },
    {
        "exercise": "ex4",
        "cell": "ex4-answer",
        "misconception": "The distance of colors is the mean difference of a and b, signs and all.",
        "code": """
verdict = "cannot be told"


def cross_distances(train, held_out):
    table = {name: colors_by_level(lab) for name, lab in train.items()}
    return {
        (name, learned): float((truth[..., 1:] - table[learned][level_of(truth)]).mean())
        for name, truth in held_out.items()
        for learned in table
    }
""",
        "loses": "ex4-test",
    },
]
