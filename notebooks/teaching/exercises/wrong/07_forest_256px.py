"""Wrong answers to the exercises of notebook 07, each from a misconception."""

OPPONENTS = """
def noise(ab):
    return tf.random.uniform(tf.shape(ab), -1, 1)


def gray(ab):
    return tf.zeros_like(ab)


def borrowed(ab):
    return tf.roll(ab, 1, axis=0)
"""
TURNING_POINTS = """
def turning_points(rate, steps_per_epoch):
    highest = np.argmax(rate)
    halved = highest + np.argmax(rate[highest:] <= rate[highest] / 2)
    return highest / steps_per_epoch, halved / steps_per_epoch
"""
BETTER_RECIPES = """
def better_recipes(runs):
    best_complete = min(runs["complete"])
    better = [name for name, errors in runs.items() if max(errors) < best_complete]
    return sorted(better, key=lambda name: np.mean(runs[name]))
"""

WRONG = [
    {
        "exercise": "ex1",
        "cell": "ex1-answer",
        "misconception": "A learning rate only falls, so the first value below half is the place.",
        "code": """
steps_per_epoch, halved_of_40 = 235, 21


def turning_points(rate, steps_per_epoch):
    highest = np.argmax(rate)
    halved = np.argmax(rate <= rate[highest] / 2)
    return highest / steps_per_epoch, halved / steps_per_epoch
""",
        "loses": "ex1-test",
    },
    {
        "exercise": "ex1",
        "cell": "ex1-answer",
        "misconception": "An epoch is one pass, whatever the recipe says.",
        "code": "steps_per_epoch, halved_of_40 = 47, 21\n\n" + TURNING_POINTS,
        "loses": "ex1-test",
    },
    {
        "exercise": "ex1",
        "cell": "ex1-answer",
        "misconception": "The rate depends on the epoch alone, not on the run's length.",
        "code": "steps_per_epoch, halved_of_40 = 235, 10\n\n" + TURNING_POINTS,
        "loses": "ex1-test",
    },
    {
        "exercise": "ex2",
        "cell": "ex2-answer",
        "misconception": "What an eye tells at a glance is easiest for a network, too.",
        "code": 'order = ["noise", "gray", "borrowed"]\n\n' + OPPONENTS,
        "loses": "ex2-test",
    },
    {
        "exercise": "ex2",
        "cell": "ex2-answer",
        "misconception": "Normalized Lab runs from 0 to 1, and gray is the middle of it.",
        "code": """
order = ["gray", "noise", "borrowed"]


def noise(ab):
    return tf.random.uniform(tf.shape(ab), 0, 1)


def gray(ab):
    return 0.5 * tf.ones_like(ab)


def borrowed(ab):
    return tf.roll(ab, 1, axis=0)
""",
        "loses": "ex2-test",
    },
    {
        "exercise": "ex2",
        "cell": "ex2-answer",
        "misconception": "Borrowed colors stand out, even to a discriminator of ab alone.",
        "code": 'order = ["borrowed", "gray", "noise"]\n\n' + OPPONENTS,
        "loses": "ex2-test",
    },
    {
        "exercise": "ex2",
        "cell": "ex2-answer",
        "misconception": "ab goes from −110 to 110 for the network as well.",
        "code": """
order = ["gray", "noise", "borrowed"]


def noise(ab):
    return tf.random.uniform(tf.shape(ab), -110, 110)


def gray(ab):
    return tf.zeros_like(ab)


def borrowed(ab):
    return tf.roll(ab, 1, axis=0)
""",
        "loses": "ex2-test",
    },
    {
        "exercise": "ex3",
        "cell": "ex3-answer",
        "misconception": "A callback that says stop of itself ends the run.",
        "code": """
class StopWithoutProgress(keras.callbacks.Callback):
    def __init__(self, patience=2):
        super().__init__()
        self.patience, self.best, self.waited = patience, np.inf, 0

    def on_epoch_end(self, epoch, logs=None):
        improved = logs["l1_loss"] < self.best - 1e-3
        self.best = min(self.best, logs["l1_loss"])
        self.waited = 0 if improved else self.waited + 1
        self.stop_training = self.waited >= self.patience
""",
        "loses": "ex3-test",
    },
    {
        "exercise": "ex3",
        "cell": "ex3-answer",
        "misconception": "Progress is to be better than the epoch before, not than the best one.",
        "code": """
class StopWithoutProgress(keras.callbacks.Callback):
    def __init__(self, patience=2):
        super().__init__()
        self.patience, self.before, self.waited = patience, np.inf, 0

    def on_epoch_end(self, epoch, logs=None):
        improved = logs["l1_loss"] < self.before - 1e-3
        self.before = logs["l1_loss"]
        self.waited = 0 if improved else self.waited + 1
        self.model.stop_training = self.waited >= self.patience
""",
        "loses": "ex3-test",
    },
    {
        "exercise": "ex3",
        "cell": "ex3-answer",
        "misconception": "Epochs without progress are counted in all, not in a row.",
        "code": """
class StopWithoutProgress(keras.callbacks.Callback):
    def __init__(self, patience=2):
        super().__init__()
        self.patience, self.best, self.waited = patience, np.inf, 0

    def on_epoch_end(self, epoch, logs=None):
        self.waited += not logs["l1_loss"] < self.best - 1e-3
        self.best = min(self.best, logs["l1_loss"])
        self.model.stop_training = self.waited >= self.patience
""",
        "loses": "ex3-test",
    },
    {
        "exercise": "ex4",
        "cell": "ex4-answer",
        "misconception": "Chroma is the sum of |a| and |b|.",
        "code": """
def vivid_share(rgb, least=30):
    return float((np.abs(rgb_to_lab(rgb)[..., 1:]).sum(axis=-1) > least).mean())


def unused_share(truth, colorized, side=10):
    def bins(rgb):
        across, up = np.moveaxis(np.floor(rgb_to_lab(rgb)[..., 1:] / side).astype(int), -1, 0)
        return 1000 * across + up

    return float((~np.isin(bins(truth), bins(colorized))).mean())
""",
        "loses": "ex4-test",
    },
    {
        "exercise": "ex4",
        "cell": "ex4-answer",
        "misconception": "Which of two pictures lacks the other's colors is the same.",
        "code": """
def vivid_share(rgb, least=30):
    return float((np.linalg.norm(rgb_to_lab(rgb)[..., 1:], axis=-1) > least).mean())


def unused_share(truth, colorized, side=10):
    def bins(rgb):
        across, up = np.moveaxis(np.floor(rgb_to_lab(rgb)[..., 1:] / side).astype(int), -1, 0)
        return 1000 * across + up

    return float((~np.isin(bins(colorized), bins(truth))).mean())
""",
        "loses": "ex4-test",
    },
    {
        "exercise": "ex4",
        "cell": "ex4-answer",
        "misconception": "Chroma in Lab units and in normalized Lab are the same number.",
        "code": """
def vivid_share(rgb, least=30):
    ab = rgb_to_lab(rgb)[..., 1:] / 110
    return float((np.linalg.norm(ab, axis=-1) > least).mean())


def unused_share(truth, colorized, side=10):
    def bins(rgb):
        across, up = np.moveaxis(np.floor(rgb_to_lab(rgb)[..., 1:] / side).astype(int), -1, 0)
        return 1000 * across + up

    return float((~np.isin(bins(truth), bins(colorized))).mean())
""",
        "loses": "ex4-test",
    },
    {
        "exercise": "ex5",
        "cell": "ex5-answer",
        "misconception": "The recipe with the best single run is the best recipe.",
        "code": """
minutes, decided_by = 252, "validation"


def better_recipes(runs):
    better = [name for name in runs if min(runs[name]) < min(runs["complete"])]
    return sorted(better, key=lambda name: np.mean(runs[name]))
""",
        "loses": "ex5-test",
    },
    {
        "exercise": "ex5",
        "cell": "ex5-answer",
        "misconception": "A smaller mean is a better recipe, however far the seeds spread.",
        "code": """
minutes, decided_by = 252, "validation"


def better_recipes(runs):
    better = [name for name in runs if np.mean(runs[name]) < np.mean(runs["complete"])]
    return sorted(better, key=lambda name: np.mean(runs[name]))
""",
        "loses": "ex5-test",
    },
    {
        "exercise": "ex5",
        "cell": "ex5-answer",
        "misconception": "The test photographs decide, since they are the honest ones.",
        "code": 'minutes, decided_by = 252, "test"\n\n' + BETTER_RECIPES,
        "loses": "ex5-test",
    },
    {
        "exercise": "ex5",
        "cell": "ex5-answer",
        "misconception": "The old runs of the complete recipe will do for the comparison.",
        "code": 'minutes, decided_by = 189, "validation"\n\n' + BETTER_RECIPES,
        "loses": "ex5-test",
    },
]
