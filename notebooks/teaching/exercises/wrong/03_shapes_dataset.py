"""Wrong answers that the checks of notebook 03 must catch, each a misconception."""

STAR = """
def star(points=5):
    angles = np.pi * np.arange(2 * points) / points
    radius = np.where(np.arange(2 * points) % 2, 0.45, 1.0)
    return radius[:, None] * np.stack([np.sin(angles), -np.cos(angles)], axis=-1)
"""

SPREAD_PALETTE = """
def spread_palette(spread):
    levels = np.linspace(60 - spread, 60 + spread, 4)
    return {k: (v, *EQUAL_LIGHTNESS[k][1:]) for k, v in zip(KINDS, levels, strict=True)}
"""

WRONG = [
    {
        "exercise": "ex1",
        "cell": "ex1-answer",
        "misconception": "Where lightness never differs, nothing can be given away.",
        "code": """
given_away = {"A": [], "B": ["circle"], "C": []}
coin = "gray"
""",
        "loses": "ex1-test",
    },
    {
        "exercise": "ex1",
        "cell": "ex1-answer",
        "misconception": "The mean of blue and yellow is a color in between, and right by half.",
        "code": """
given_away = {"A": [], "B": ["circle"], "C": ["triangle", "square", "circle", "sailboat"]}
coin = "green"
""",
        "loses": "ex1-test",
    },
    {
        "exercise": "ex2",
        "cell": "ex2-answer",
        "misconception": "Any color that looks different from the others will do.",
        "code": STAR
        + """
star_color = (80, 0, 60)
""",
        "loses": "ex2-test",
    },
    {
        "exercise": "ex2",
        "cell": "ex2-answer",
        "misconception": "What is written as L = 60 is stored as L = 60.",
        "code": STAR
        + """
star_color = (60, 85, -30)
""",
        "loses": "ex2-test",
    },
    {
        "exercise": "ex2",
        "cell": "ex2-answer",
        "misconception": "A star of five points has five corners, and any star is that star.",
        "code": """
def star(points=5):
    angles = 2 * np.pi * np.arange(10) / 10
    return np.stack([np.sin(angles), -np.cos(angles)], axis=-1)


star_color = (60, 92, -54)
""",
        "loses": "ex2-test",
    },
    {
        "exercise": "ex3",
        "cell": "ex3-answer",
        "misconception": "A filter over the whole array is a filter over each picture.",
        "code": """
def by_neighborhood(lab):
    around = uniform_filter(lab[..., 0], size=7)
    return by_lightness(lab) * 40 + np.rint(around / 3).astype(int)
""",
        "loses": "ex3-test",
    },
    {
        "exercise": "ex3",
        "cell": "ex3-answer",
        "misconception": "Two numbers are put together by adding them.",
        "code": """
def by_neighborhood(lab):
    around = uniform_filter(lab[..., 0], size=(1, 7, 7))
    return by_lightness(lab) + np.rint(around / 3).astype(int)
""",
        "loses": "ex3-test",
    },
    {
        "exercise": "ex4",
        "cell": "ex4-answer",
        "misconception": "Mirroring is for the input; the answer stays as it is.",
        "code": """
def mirror(lightness, ab, flip):
    return np.where(np.reshape(flip, (-1, 1, 1, 1)), lightness[:, :, ::-1], lightness), ab
""",
        "loses": "ex4-test",
    },
    {
        "exercise": "ex4",
        "cell": "ex4-answer",
        "misconception": "The first axis of a picture, and the second of a batch, is x.",
        "code": """
def mirror(lightness, ab, flip):
    flip = np.reshape(flip, (-1, 1, 1, 1))
    return tuple(np.where(flip, part[:, ::-1], part) for part in (lightness, ab))
""",
        "loses": "ex4-test",
    },
    {
        "exercise": "ex5",
        "cell": "ex5-answer",
        "misconception": "A leak that no eye can see is a small leak.",
        "code": SPREAD_PALETTE
        + """
fall = "slope"
""",
        "loses": "ex5-test",
    },
    {
        "exercise": "ex5",
        "cell": "ex5-answer",
        "misconception": "Spreading the lightnesses means two of them, light and dark.",
        "code": """
fall = "cliff"


def spread_palette(spread):
    levels = (60 - spread, 60 - spread, 60 + spread, 60 + spread)
    return {k: (v, *EQUAL_LIGHTNESS[k][1:]) for k, v in zip(KINDS, levels, strict=True)}
""",
        "loses": "ex5-test",
    },
]
