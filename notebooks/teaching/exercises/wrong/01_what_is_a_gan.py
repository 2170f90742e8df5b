"""Wrong answers that the checks of notebook 01 must catch, each a misconception."""

FIRST_COVERED = """
def first_covered(snapshots, target):
    for snapshot in snapshots:
        if snapshot.modes == len(target.centers):
            return snapshot.iteration
    return None
"""

SETTLED = """
def settled(path, within=0.1):
    outside = np.flatnonzero(np.hypot(*path.T) > within)
    first = outside[-1] + 1 if len(outside) else 0
    return int(first) if first < len(path) else None
"""

WRONG = [
    {
        "exercise": "ex1",
        "cell": "ex1-answer",
        "misconception": "A stronger discriminator always wins, so the generator learns slower.",
        "code": FIRST_COVERED
        + """
needed = "more"


def updates(iterations, d_steps):
    return iterations * (d_steps + 1)
""",
        "loses": "ex1-test",
    },
    {
        "exercise": "ex1",
        "cell": "ex1-answer",
        "misconception": "An iteration costs the same however often the discriminator is updated.",
        "code": FIRST_COVERED
        + """
needed = "fewer"


def updates(iterations, d_steps):
    return 2 * iterations
""",
        "loses": "ex1-test",
    },
    {
        "exercise": "ex2",
        "cell": "ex2-answer",
        "misconception": "A collapse is mended by weakening the discriminator, to give G room.",
        "code": """
broken = {"g_rate": 0.03}
mended = {"g_rate": 0.03, "d_rate": 0.0001}
telltale = "samples"
""",
        "loses": "ex2-test",
    },
    {
        "exercise": "ex2",
        "cell": "ex2-answer",
        "misconception": "A GAN that has failed shows it in its losses.",
        "code": """
broken = {"g_rate": 0.03}
mended = {"g_rate": 0.03, "d_rate": 0.01, "d_steps": 5}
telltale = "losses"
""",
        "loses": "ex2-test",
    },
    {
        "exercise": "ex2",
        "cell": "ex2-answer",
        "misconception": "A generator that does not learn at all has collapsed.",
        "code": """
broken = {"g_rate": 0.0}
mended = {"g_rate": 0.0, "d_rate": 0.01, "d_steps": 5}
telltale = "samples"
""",
        "loses": "ex2-test",
    },
    {
        "exercise": "ex3",
        "cell": "ex3-answer",
        "misconception": "A path that has reached the draw once has settled.",
        "code": """
def settled(path, within=0.1):
    near = np.flatnonzero(np.hypot(*path.T) <= within)
    return int(near[0]) if len(near) else None


best_gamma = 1
too_large = "creeps"
""",
        "loses": "ex3-test",
    },
    {
        "exercise": "ex3",
        "cell": "ex3-answer",
        "misconception": "More friction always stops a motion sooner.",
        "code": SETTLED
        + """
best_gamma = 5
too_large = "creeps"
""",
        "loses": "ex3-test",
    },
    {
        "exercise": "ex3",
        "cell": "ex3-answer",
        "misconception": "A penalty that is too large makes training unstable.",
        "code": SETTLED
        + """
best_gamma = 1
too_large = "runs away"
""",
        "loses": "ex3-test",
    },
    {
        "exercise": "ex4",
        "cell": "ex4-answer",
        "misconception": "A critic is a discriminator, so its loss takes logarithms of chances.",
        "code": """
def critic_loss(real_logits, fake_logits):
    return toy.LOSSES["non-saturating"].d(real_logits, fake_logits)


def generator_loss(fake_logits):
    return toy.LOSSES["non-saturating"].g(None, fake_logits)


def clip(weights, limit):
    for weight in weights:
        weight.assign(tf.clip_by_value(weight, -limit, limit))
""",
        "loses": "ex4-test",
    },
    {
        "exercise": "ex4",
        "cell": "ex4-answer",
        "misconception": "The critic's loss is what it gives the real points less the fakes.",
        "code": """
def critic_loss(real_logits, fake_logits):
    return tf.reduce_mean(real_logits) - tf.reduce_mean(fake_logits)


def generator_loss(fake_logits):
    return -tf.reduce_mean(fake_logits)


def clip(weights, limit):
    for weight in weights:
        weight.assign(tf.clip_by_value(weight, -limit, limit))
""",
        "loses": "ex4-test",
    },
]
