"""Wrong answers to the exercises of notebook 08: each must lose its points, and nothing else."""

WRONG = [
    {
        "exercise": "ex1",
        "cell": "ex1-answer",
        "misconception": "Forgetting is read off the second run alone, from its first epoch to its "
        "last.",
        "code": """guess = "A"


def share_in_first_epoch(before, after):
    return (after[1] - after[0]) / (after[-1] - after[0])
""",
        "loses": "ex1-test",
    },
    {
        "exercise": "ex1",
        "cell": "ex1-answer",
        "misconception": "The rise starts at the first epoch of forests, when the network was "
        "still bad at them.",
        "code": """guess = "B"


def share_in_first_epoch(before, after):
    return (after[0] - before[0]) / (after[-1] - before[0])
""",
        "loses": "ex1-test",
    },
    {
        "exercise": "ex1-why",
        "cell": "ex1-why-answer",
        "misconception": "A network forgets because it is full: new knowledge pushes the old out.",
        "code": 'why = "A"\n',
        "loses": "ex1-why-test",
    },
    {
        "exercise": "ex1-why",
        "cell": "ex1-why-answer",
        "misconception": "Forgetting is an accident of a large learning rate.",
        "code": 'why = "C"\n',
        "loses": "ex1-why-test",
    },
    {
        "exercise": "ex2",
        "cell": "ex2-answer",
        "misconception": "Every call of load_generator gives a copy of my own, which I may change.",
        "code": """def blend_generators(first, second, t):
    pairs = zip(first.get_weights(), second.get_weights(), strict=True)
    first.set_weights([(1 - t) * old + t * new for old, new in pairs])
    return first
""",
        "loses": "ex2-test",
    },
    {
        "exercise": "ex2",
        "cell": "ex2-answer",
        "misconception": "Only convolution kernels are weights; biases and norms may stay.",
        "code": """def blend_generators(first, second, t):
    blend = networks.build_lean_generator()
    pairs = zip(first.get_weights(), second.get_weights(), strict=True)
    blend.set_weights(
        [(1 - t) * old + t * new if old.ndim == 4 else old for old, new in pairs]
    )
    return blend
""",
        "loses": "ex2-test",
    },
    {
        "exercise": "ex3",
        "cell": "ex3-answer",
        "misconception": "The layer whose weights changed by the largest sum has learned most, "
        "however many weights it has.",
        "code": """def relative_change(old, new):
    return np.linalg.norm(new - old)
""",
        "loses": "ex3-test",
    },
    {
        "exercise": "ex3",
        "cell": "ex3-answer",
        "misconception": "Changes may be added with their signs; up and down then cancel.",
        "code": """def relative_change(old, new):
    return abs(new.sum() - old.sum()) / np.linalg.norm(old)
""",
        "loses": "ex3-test",
    },
    {
        "exercise": "ex3-part",
        "cell": "ex3-part-answer",
        "misconception": "Fine-tuning changes the last layers only.",
        "code": 'part = "C"\n',
        "loses": "ex3-part-test",
    },
    {
        "exercise": "ex4",
        "cell": "ex4-answer",
        "misconception": "The mean over all pictures lies halfway between two classes, whatever "
        "their numbers.",
        "code": """def upper_lightness(gray):
    return rgb_to_lab(gray[: len(gray) // 3])[..., 0].mean()


def halfway(forests, mountains):
    return np.mean([upper_lightness(gray) for gray in [*forests, *mountains]])


def choose(gray, threshold):
    return "mountain" if upper_lightness(gray) > threshold else "forest"


threshold = 53.56  # read off a histogram of the training photographs
""",
        "loses": "ex4-test",
    },
    {
        "exercise": "ex4",
        "cell": "ex4-answer",
        "misconception": "Gray levels 0 to 255 are lightness.",
        "code": """def upper_lightness(gray):
    return gray[: len(gray) // 3].mean() * 100 / 255


def halfway(forests, mountains):
    means = [np.mean([upper_lightness(gray) for gray in group]) for group in (forests, mountains)]
    return (means[0] + means[1]) / 2


def choose(gray, threshold):
    return "mountain" if upper_lightness(gray) > threshold else "forest"


threshold = 53.56
""",
        "loses": "ex4-test",
    },
    {
        "exercise": "ex4",
        "cell": "ex4-answer",
        "misconception": "The more photographs the better, so the threshold may use the held-out "
        "ones as well.",
        "code": """def upper_lightness(gray):
    return rgb_to_lab(gray[: len(gray) // 3])[..., 0].mean()


def halfway(forests, mountains):
    means = [np.mean([upper_lightness(gray) for gray in group]) for group in (forests, mountains)]
    return (means[0] + means[1]) / 2


def choose(gray, threshold):
    return "mountain" if upper_lightness(gray) > threshold else "forest"


everything = {
    category: [gray for (c, part), grays in pictures.items() if c == category for gray in grays]
    for category in ("forest", "mountain")
}
threshold = halfway(everything["forest"], everything["mountain"])
""",
        "loses": "ex4-fair-test",
    },
]
