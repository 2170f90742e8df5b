"""Wrong answers to the exercises of notebook 04, each from a misconception."""

WRONG = [
    {
        "exercise": "ex1",
        "cell": "ex1-answer",
        "misconception": "A convolution has kernels and nothing else: the biases are forgotten.",
        "code": """
def conv_weights(maps_in, maps_out, side=3):
    return side * side * maps_in * maps_out


def norm_weights(maps):
    return 4 * maps


def count_discriminator(channels):
    convolutions = conv_weights(channels, 32) + conv_weights(32, 64) + conv_weights(64, 128)
    return convolutions + norm_weights(64) + norm_weights(128) + 4 * 4 * 128 + 1
""",
        "loses": "ex1-test",
    },
    {
        "exercise": "ex1",
        "cell": "ex1-answer",
        "misconception": "Batch normalization keeps only what gradients move, a scale and a shift.",
        "code": """
def conv_weights(maps_in, maps_out, side=3):
    return side * side * maps_in * maps_out + maps_out


def norm_weights(maps):
    return 2 * maps


def count_discriminator(channels):
    convolutions = conv_weights(channels, 32) + conv_weights(32, 64) + conv_weights(64, 128)
    return convolutions + norm_weights(64) + norm_weights(128) + 4 * 4 * 128 + 1
""",
        "loses": "ex1-test",
    },
    {
        "exercise": "ex1",
        "cell": "ex1-answer",
        "misconception": "The library's count is good enough: the number is copied, not computed.",
        "code": """
def conv_weights(maps_in, maps_out, side=3):
    return side * side * maps_in * maps_out + maps_out


def norm_weights(maps):
    return 4 * maps


def count_discriminator(channels):
    return 95_777
""",
        "loses": "ex1-test",
    },
    {
        "exercise": "ex2",
        "cell": "ex2-answer",
        "misconception": "Three channels for two: the whole network grows by a half.",
        "code": "prediction = 455_457 * 3 // 2",
        "loses": "ex2-test",
    },
    {
        "exercise": "ex2",
        "cell": "ex2-answer",
        "misconception": "One more channel is one more kernel: it is not counted for every filter.",
        "code": "prediction = 455_457 + 3 * 3",
        "loses": "ex2-test",
    },
    {
        "exercise": "ex3",
        "cell": "ex3-answer",
        "misconception": "Freeze the discriminator once; compile remembers the rest.",
        "code": """
def training_step(generator, discriminator, chain, gray, real_ab):
    real, fake = np.ones((len(gray), 1)), np.zeros((len(gray), 1))
    discriminator.trainable = False
    discriminator.train_on_batch(real_ab, real)
    discriminator.train_on_batch(generator(gray), fake)
    chain.train_on_batch(gray, real)
""",
        "loses": "ex3-test",
    },
    {
        "exercise": "ex3",
        "cell": "ex3-answer",
        "misconception": "Nothing has to be frozen, since the chain updates the generator.",
        "code": """
def training_step(generator, discriminator, chain, gray, real_ab):
    real, fake = np.ones((len(gray), 1)), np.zeros((len(gray), 1))
    discriminator.train_on_batch(real_ab, real)
    discriminator.train_on_batch(generator(gray), fake)
    chain.train_on_batch(gray, real)
""",
        "loses": "ex3-test",
    },
    {
        "exercise": "ex3",
        "cell": "ex3-answer",
        "misconception": "Generated colors are fake, so the generator's label is 0, too.",
        "code": """
def training_step(generator, discriminator, chain, gray, real_ab):
    real, fake = np.ones((len(gray), 1)), np.zeros((len(gray), 1))
    discriminator.trainable = True
    discriminator.train_on_batch(real_ab, real)
    discriminator.train_on_batch(generator(gray), fake)
    discriminator.trainable = False
    chain.train_on_batch(gray, fake)
""",
        "loses": "ex3-test",
    },
    {
        "exercise": "ex4",
        "cell": "ex4-answer",
        "misconception": "More filters let a network see farther.",
        "code": """
def build_deeper():
    picture = keras.Input((32, 32, 1))
    full = networks.encode_block(picture, 64, strides=1, name="encode_32px")
    half = networks.encode_block(full, 128, strides=2, name="encode_16px")
    x = networks.encode_block(half, 256, strides=2, name="encode_8px")
    x = networks.decode_block(x, half, 256, name="decode_16px")
    x = networks.decode_block(x, full, 128, name="decode_32px")
    ab = keras.layers.Conv2D(2, 3, padding="same", activation="tanh")(x)
    return keras.Model(picture, ab)
""",
        "loses": "ex4-test",
    },
    {
        "exercise": "ex4",
        "cell": "ex4-answer",
        "misconception": "A generator may end in a ReLU, as its other layers do.",
        "code": """
def build_deeper():
    picture = keras.Input((32, 32, 1))
    full = networks.encode_block(picture, 16, strides=1, name="encode_32px")
    half = networks.encode_block(full, 32, strides=2, name="encode_16px")
    quarter = networks.encode_block(half, 64, strides=2, name="encode_8px")
    x = networks.encode_block(quarter, 64, strides=2, name="encode_4px")
    x = networks.decode_block(x, quarter, 64, name="decode_8px")
    x = networks.decode_block(x, half, 64, name="decode_16px")
    x = networks.decode_block(x, full, 32, name="decode_32px")
    ab = keras.layers.Conv2D(2, 3, padding="same", activation="relu")(x)
    return keras.Model(picture, ab)
""",
        "loses": "ex4-test",
    },
    {
        "exercise": "ex5",
        "cell": "ex5-answer",
        "misconception": "Colors alone show if colors are real: lightness is read and dropped.",
        "code": """
def build_my_discriminator():
    lab = keras.Input((32, 32, 3))
    x = networks.discriminator_block(lab[..., 1:], 32, dropout=0.0, name="half", strides=2)
    x = networks.discriminator_block(x, 64, dropout=0.0, name="quarter", strides=2)
    x = keras.layers.GlobalMaxPooling2D()(x)
    return keras.Model(lab, keras.layers.Dense(1)(x))
""",
        "loses": "ex5-test",
    },
    {
        "exercise": "ex5",
        "cell": "ex5-answer",
        "misconception": "Lightness and colors may be summarized apart and compared at the end.",
        "code": """
def build_my_discriminator():
    lab = keras.Input((32, 32, 3))
    summaries = []
    for name, part in (("lightness", lab[..., :1]), ("ab", lab[..., 1:])):
        x = networks.discriminator_block(part, 16, dropout=0.0, name=f"{name}_half", strides=2)
        x = networks.discriminator_block(x, 32, dropout=0.0, name=f"{name}_quarter", strides=2)
        summaries.append(keras.layers.GlobalAveragePooling2D()(x))
    x = keras.layers.Concatenate()(summaries)
    x = keras.layers.Dense(32, activation="relu")(x)
    return keras.Model(lab, keras.layers.Dense(1)(x))
""",
        "loses": "ex5-test",
    },
    {
        "exercise": "ex5",
        "cell": "ex5-answer",
        "misconception": "The loss takes logits, and a sigmoid makes one: it stays at the end.",
        "code": """
def build_my_discriminator():
    lab = keras.Input((32, 32, 3))
    x = networks.discriminator_block(lab, 32, dropout=0.0, name="half", strides=2)
    x = networks.discriminator_block(x, 64, dropout=0.0, name="quarter", strides=2)
    x = keras.layers.GlobalMaxPooling2D()(x)
    return keras.Model(lab, keras.layers.Dense(1, activation="sigmoid")(x))
""",
        "loses": "ex5-test",
    },
]
