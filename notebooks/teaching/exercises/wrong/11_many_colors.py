"""Wrong answers to the exercises of notebook 11: each must lose its points, and nothing else."""

WRONG = [
    {
        "exercise": "ex1",
        "cell": "ex1-answer",
        "misconception": "The temperature divides the shares, after the softmax.",
        "code": """guess = "A"


def sharpen(logits, temperature):
    raised = np.exp(logits)
    return raised / raised.sum(axis=-1, keepdims=True) / temperature
""",
        "loses": "ex1-test",
    },
    {
        "exercise": "ex1",
        "cell": "ex1-answer",
        "misconception": "Cold means less of everything: multiply the logits by the temperature.",
        "code": """guess = "B"


def sharpen(logits, temperature):
    raised = np.exp(np.asarray(logits) * temperature)
    return raised / raised.sum(axis=-1, keepdims=True)
""",
        "loses": "ex1-test",
    },
    {
        "exercise": "ex2",
        "cell": "ex2-answer",
        "misconception": "Any logarithm counts bits.",
        "code": """def entropy(shares):
    return -(shares * np.log(shares + 1e-12)).sum(axis=-1)
""",
        "loses": "ex2-test",
    },
    {
        "exercise": "ex2",
        "cell": "ex2-answer",
        "misconception": "A share of 0 needs no care.",
        "code": """def entropy(shares):
    with np.errstate(all="ignore"):
        return -(shares * np.log2(shares)).sum(axis=-1)
""",
        "loses": "ex2-test",
    },
    {
        "exercise": "ex3",
        "cell": "ex3-answer",
        "misconception": "Right on average is calibrated.",
        "code": """def calibration_error(said, right, groups):
    return abs(np.mean(said) - np.mean(right))
""",
        "loses": "ex3-test",
    },
    {
        "exercise": "ex3",
        "cell": "ex3-answer",
        "misconception": "Any groups will do, in the order in which the cases came.",
        "code": """def calibration_error(said, right, groups):
    said, right = np.asarray(said), np.asarray(right, float)
    gaps = said.reshape(groups, -1).mean(axis=1) - right.reshape(groups, -1).mean(axis=1)
    return np.abs(gaps).mean()
""",
        "loses": "ex3-test",
    },
]
