"""Wrong answers to the exercises of notebook 05, each from a misconception."""

WRONG = [
    {
        "exercise": "ex1",
        "cell": "ex1-answer",
        "misconception": "A network that gets the colors right in its test knows the shapes.",
        "code": 'colored_like = "own"',
        "loses": "ex1-test",
    },
    {
        "exercise": "ex1",
        "cell": "ex1-answer",
        "misconception": "Without a known gray level the network takes any color.",
        "code": 'colored_like = "triangle"',
        "loses": "ex1-test",
    },
    {
        "exercise": "ex2",
        "cell": "ex2-answer",
        "misconception": "The new colors can be compared with the old ones where they are.",
        "code": """
def color_change(generator, rgb, shift):
    difference = predict_lab(generator, np.roll(rgb, shift, axis=2)) - predict_lab(generator, rgb)
    return np.abs(difference[:, 11:17, 11:17]).max()


def exact_shift(halvings):
    return 2**halvings
""",
        "loses": "ex2-test",
    },
    {
        "exercise": "ex2",
        "cell": "ex2-answer",
        "misconception": "Convolutions treat all places alike, so borders need no care.",
        "code": """
def color_change(generator, rgb, shift):
    moved = predict_lab(generator, np.roll(rgb, shift, axis=2))
    moved_back = np.roll(moved, -shift, axis=2)
    return np.abs(moved_back - predict_lab(generator, rgb)).max()


def exact_shift(halvings):
    return 2**halvings
""",
        "loses": "ex2-test",
    },
    {
        "exercise": "ex2",
        "cell": "ex2-answer",
        "misconception": "Each halving adds two pixels: 4 for two halvings is a sum.",
        "code": """
def color_change(generator, rgb, shift):
    moved = predict_lab(generator, np.roll(rgb, shift, axis=2))
    difference = np.roll(moved, -shift, axis=2) - predict_lab(generator, rgb)
    return np.abs(difference[:, 11:17, 11:17]).max()


def exact_shift(halvings):
    return 2 * halvings
""",
        "loses": "ex2-test",
    },
    {
        "exercise": "ex2",
        "cell": "ex2-answer",
        "misconception": "Lab and normalized Lab are the same.",
        "code": """
def color_change(generator, rgb, shift):
    moved = predict_lab(generator, np.roll(rgb, shift, axis=2))
    difference = np.roll(moved, -shift, axis=2) - predict_lab(generator, rgb)
    return np.abs(difference[:, 11:17, 11:17]).max() / color.AB_SCALE


def exact_shift(halvings):
    return 2**halvings
""",
        "loses": "ex2-test",
    },
    {
        "exercise": "ex3",
        "cell": "ex3-answer",
        "misconception": "The best guess under any distance is the mean.",
        "code": """
def cheapest_guess(colors, shares):
    return np.average(colors, weights=shares)
""",
        "loses": "ex3-test",
    },
    {
        "exercise": "ex3",
        "cell": "ex3-answer",
        "misconception": "L1 takes the most frequent color, as it does with two colors.",
        "code": """
def cheapest_guess(colors, shares):
    return colors[int(np.argmax(shares))]
""",
        "loses": "ex3-test",
    },
    {
        "exercise": "ex4",
        "cell": "ex4-answer",
        "misconception": "All distances are alike: L1 is left in place.",
        "code": """
favorite = 30.0


def squared_step(generator, optimizer, lightness, real_ab):
    with tf.GradientTape() as tape:
        fake_ab = generator(lightness, training=True)
        loss = tf.reduce_mean(tf.abs(real_ab - fake_ab))
    weights = generator.trainable_variables
    optimizer.apply(tape.gradient(loss, weights), weights)
    return loss
""",
        "loses": "ex4-test",
    },
    {
        "exercise": "ex4",
        "cell": "ex4-answer",
        "misconception": "The square of the mean difference is the mean of the squares.",
        "code": """
favorite = 30.0


def squared_step(generator, optimizer, lightness, real_ab):
    with tf.GradientTape() as tape:
        fake_ab = generator(lightness, training=True)
        loss = tf.reduce_mean(real_ab - fake_ab) ** 2
    weights = generator.trainable_variables
    optimizer.apply(tape.gradient(loss, weights), weights)
    return loss
""",
        "loses": "ex4-test",
    },
    {
        "exercise": "ex4",
        "cell": "ex4-answer",
        "misconception": "Every loss settles on the majority's color, which is a right one.",
        "code": """
favorite = 58.0


def squared_step(generator, optimizer, lightness, real_ab):
    with tf.GradientTape() as tape:
        fake_ab = generator(lightness, training=True)
        loss = tf.reduce_mean((real_ab - fake_ab) ** 2)
    weights = generator.trainable_variables
    optimizer.apply(tape.gradient(loss, weights), weights)
    return loss
""",
        "loses": "ex4-test",
    },
    {
        "exercise": "ex5",
        "cell": "ex5-answer",
        "misconception": "The mean of the training colors is a safe guess, and safe is good.",
        "code": """
def learn(rgb):
    lab = color.rgb_to_lab(rgb)
    colored = np.linalg.norm(lab[..., 1:], axis=-1) > 10
    mean = lab[colored][:, 1:].mean(axis=0) / color.AB_SCALE

    def colorize(gray):
        lightness, ab = color.rgb_to_l_ab(gray)
        return color.l_ab_to_rgb(lightness, np.broadcast_to(mean, ab.shape))

    return colorize
""",
        "loses": "ex5-test",
    },
    {
        "exercise": "ex5",
        "cell": "ex5-answer",
        "misconception": "The colors are in the picture that comes in and can be read from it.",
        "code": """
def learn(rgb):
    def colorize(gray):
        return color.l_ab_to_rgb(*color.rgb_to_l_ab(gray))

    return colorize
""",
        "loses": "ex5-test",
    },
    {
        "exercise": "ex5",
        "cell": "ex5-answer",
        "misconception": "Remembering is enough: borrow from the most similar gray picture.",
        "code": """
def learn(rgb):
    known, known_ab = color.rgb_to_l_ab(rgb)

    def colorize(gray):
        lightness, _ = color.rgb_to_l_ab(gray)
        nearest = [np.abs(known - one).mean(axis=(1, 2, 3)).argmin() for one in lightness]
        return color.l_ab_to_rgb(lightness, known_ab[nearest])

    return colorize
""",
        "loses": "ex5-test",
    },
    {
        "exercise": "ex5",
        "cell": "ex5-answer",
        "misconception": "Any network will do, even one that looks at single pixels.",
        "code": """
def learn(rgb):
    keras.utils.set_random_seed(0)
    dot = keras.Sequential([keras.Input((32, 32, 1))])
    dot.add(keras.layers.Conv2D(16, 1, activation="relu"))
    dot.add(keras.layers.Conv2D(2, 1, activation="tanh"))
    dot.compile(keras.optimizers.Adam(0.01), loss="mae")
    dot.fit(*color.rgb_to_l_ab(rgb), epochs=5, verbose=0)

    def colorize(gray):
        return color.l_ab_to_rgb(*gan.predict_ab(dot, gray, batch_size=50))

    return colorize
""",
        "loses": "ex5-test",
    },
]
