"""Wrong answers that the checks of notebook 00 must catch, each a misconception."""

WRONG = [
    {
        "exercise": "ex1",
        "cell": "ex1-answer",
        "misconception": "A gray picture has three channels, so three numbers a pixel are given.",
        "code": """
given = 3 * 300 * 200
invented = 3 * 300 * 200
from_color = "same"
""",
        "loses": "ex1-test",
    },
    {
        "exercise": "ex1",
        "cell": "ex1-answer",
        "misconception": "A color is one number, and a network that sees colors copies them.",
        "code": """
given = 300 * 200
invented = 300 * 200
from_color = "different"
""",
        "loses": "ex1-test",
    },
    {
        "exercise": "ex2",
        "cell": "ex2-answer",
        "misconception": "What has a high blue channel is blue.",
        "code": """
def blueness(rgb):
    return float(rgb[:40, :40, 2].mean())


nearer = "mountain"
""",
        "loses": "ex2-test",
    },
    {
        "exercise": "ex2",
        "cell": "ex2-answer",
        "misconception": "rgb_to_l_ab and rgb_to_lab count b in the same units.",
        "code": """
def blueness(rgb):
    return -float(rgb_to_l_ab(rgb)[1][:40, :40, 1].mean())


nearer = "mountain"
""",
        "loses": "ex2-test",
    },
    {
        "exercise": "ex3",
        "cell": "ex3-answer",
        "misconception": "The chroma of the mean color is the mean chroma.",
        "code": """
def mean_chroma(rgb):
    return float(np.linalg.norm(rgb_to_lab(rgb)[..., 1:].mean(axis=(0, 1))))


duller = sum(mean_chroma(m) < mean_chroma(t) for m, t in zip(made, forest, strict=True))
""",
        "loses": "ex3-test",
    },
    {
        "exercise": "ex3",
        "cell": "ex3-answer",
        "misconception": "A network always makes pictures duller than they were.",
        "code": """
def mean_chroma(rgb):
    return float(np.linalg.norm(rgb_to_lab(rgb)[..., 1:], axis=-1).mean())


duller = 7
""",
        "loses": "ex3-test",
    },
    {
        "exercise": "ex4",
        "cell": "ex4-answer",
        "misconception": "The mean of two colors is the best answer when either may be true.",
        "code": """
def best_constant(ab):
    return ab.mean(axis=(0, 1))


def paint(lightness, constant):
    return l_ab_to_rgb(lightness, np.broadcast_to(constant, (*lightness.shape[:2], 2)))
""",
        "loses": "ex4-test",
    },
    {
        "exercise": "ex4",
        "cell": "ex4-answer",
        "misconception": "To tint a picture, add the same color to every pixel's RGB.",
        "code": """
def best_constant(ab):
    return np.median(ab.reshape(-1, 2), axis=0)


def paint(lightness, constant):
    gray = l_ab_to_rgb(lightness, np.zeros((*lightness.shape[:2], 2)))
    tint = 255 * np.array([constant.sum(), 0, -constant[1]])
    return np.clip(gray + tint, 0, 255).astype(np.uint8)
""",
        "loses": "ex4-test",
    },
]
