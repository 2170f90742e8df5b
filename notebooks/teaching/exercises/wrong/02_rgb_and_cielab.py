"""Wrong answers that the checks of notebook 02 must catch, each a misconception."""

WITHOUT_LIGHTNESS = """
def without_lightness(rgb, level=65):
    lab = rgb_to_lab(rgb)
    lab[..., 0] = level
    return lab_to_rgb(lab)
"""

WRONG = [
    {
        "exercise": "ex1",
        "cell": "ex1-answer",
        "misconception": "Positive a is green and positive b is blue.",
        "code": """
names = {"P": "red", "Q": "none", "R": "gray", "S": "yellow", "T": "blue", "U": "green"}
""",
        "loses": "ex1-test",
    },
    {
        "exercise": "ex1",
        "cell": "ex1-answer",
        "misconception": "The lighter a color is, the stronger it can be.",
        "code": """
names = {"P": "green", "Q": "red", "R": "gray", "S": "blue", "T": "yellow", "U": "none"}
""",
        "loses": "ex1-test",
    },
    {
        "exercise": "ex2",
        "cell": "ex2-answer",
        "misconception": "Lightness is the mean of R, G and B.",
        "code": """
def without_lightness(rgb, level=65):
    return np.clip(rgb - rgb.mean(axis=-1, keepdims=True) + level / 100, 0, 1)


def sharpness_left(before, after):
    return np.abs(np.diff(after, axis=1)).mean() / np.abs(np.diff(before, axis=1)).mean()
""",
        "loses": "ex2-test",
    },
    {
        "exercise": "ex2",
        "cell": "ex2-answer",
        "misconception": "All that is sharp in a picture is its gray version.",
        "code": WITHOUT_LIGHTNESS
        + """

def sharpness_left(before, after):
    gray = [picture.mean(axis=-1) for picture in (before, after)]
    return np.abs(np.diff(gray[1], axis=1)).mean() / np.abs(np.diff(gray[0], axis=1)).mean()
""",
        "loses": "ex2-test",
    },
    {
        "exercise": "ex3",
        "cell": "ex3-answer",
        "misconception": "Normalized numbers lie between 0 and 1.",
        "code": """
power = "second"


def gamut_share(scale, n=20_000):
    units = np.random.default_rng(0).uniform(0, 1, (n, 3))
    lab = np.column_stack([units[:, 0] * 100, units[:, 1:] * scale])
    return float(in_gamut(lab.astype(np.float32)).mean())
""",
        "loses": "ex3-test",
    },
    {
        "exercise": "ex3",
        "cell": "ex3-answer",
        "misconception": "The box has three sides, so the scale stretches all three.",
        "code": """
power = "third"


def gamut_share(scale, n=20_000):
    units = np.random.default_rng(0).uniform(-1, 1, (n, 3))
    lab = units * scale + (50, 0, 0)
    return float(in_gamut(lab.astype(np.float32)).mean())
""",
        "loses": "ex3-test",
    },
    {
        "exercise": "ex4",
        "cell": "ex4-answer",
        "misconception": "Clipping R, G and B to their range leaves lightness and hue alone.",
        "code": """
def into_gamut(lab):
    return rgb_to_lab(lab_to_rgb(lab))
""",
        "loses": "ex4-test",
    },
    {
        "exercise": "ex4",
        "cell": "ex4-answer",
        "misconception": "a and b may be cut off one by one, and anything safe is good enough.",
        "code": """
def into_gamut(lab):
    safe = lab.copy()
    outside = ~in_gamut(lab)
    safe[outside, 1:] = np.clip(lab[outside, 1:], -3, 3)
    return safe
""",
        "loses": "ex4-test",
    },
]
