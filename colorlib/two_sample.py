"""Can a fresh classifier tell colorized photographs from real ones?

A classifier two-sample test (Lopez-Paz and Oquab, 2017, arXiv:1610.06545): a small convolutional
network learns real from colorized on four fifths of held-out photographs and is tested on the rest,
in five folds. An accuracy of 50% means that it cannot tell them apart. It sees lightness and ab of
128 px pictures; a photograph and its colorization are always on the same side.
"""

import numpy as np
from PIL import Image

from .backend import keras, tf
from .color import rgb_to_l_ab

SIZE, CROP = 128, 112  # Random crops reduce overfitting of the classifier.
FOLDS, STEPS, BATCH = 5, 200, 16


def build_classifier():
    """Build the untrained classifier: one logit of "real" for Lab, shape (batch, 112, 112, 3)."""
    x = colors = keras.Input((CROP, CROP, 3))
    for filters in (32, 64, 128):
        x = keras.layers.Conv2D(filters, 4, strides=2, padding="same")(x)
        x = keras.layers.LeakyReLU(negative_slope=0.2)(x)
    x = keras.layers.Conv2D(1, 3, padding="same")(x)
    return keras.Model(colors, keras.layers.GlobalAveragePooling2D(dtype="float32")(x))


def shrink(rgb):
    """Average uint8 pictures, shape (n, size, size, 3), down to 128 px, as normalized Lab."""
    box = Image.Resampling.BOX
    small = [np.asarray(Image.fromarray(picture).resize((SIZE, SIZE), box)) for picture in rgb]
    return np.concatenate(rgb_to_l_ab(np.stack(small)), axis=-1)


class Pairs(keras.utils.PyDataset):
    """Batches of random crops, half of them real."""

    def __init__(self, real, made, seed):
        super().__init__(workers=2)  # as in `gan.ColorBatches`
        self.pools, self.seed = (real, made), seed

    def __len__(self):
        return STEPS

    def __getitem__(self, index):
        rng = np.random.default_rng([self.seed, index])
        crops = []
        for pool in self.pools:
            for k in rng.integers(len(pool), size=BATCH):
                top, left = rng.integers(SIZE - CROP + 1, size=2)
                crop = pool[k][top : top + CROP, left : left + CROP]
                crops.append(crop[:, ::-1] if rng.random() < 0.5 else crop)
        return np.stack(crops), np.repeat([1.0, 0.0], BATCH)[:, None]


def accuracy(real, made, seed=0):
    """The share of right answers for each photograph: 0, 0.5 or 1, shape (n,).

    ``real`` and ``made`` are normalized Lab, shape (n, 128, 128, 3), from `shrink`.
    """
    order, right = np.random.default_rng(seed).permutation(len(real)), np.zeros(len(real))
    corners = [(0, 0), (0, 16), (16, 0), (16, 16), (8, 8)]
    for fold in range(FOLDS):
        held = order[fold::FOLDS]
        others = np.setdiff1d(order, held)
        keras.utils.set_random_seed(FOLDS * seed + fold)
        classifier = build_classifier()
        rate = keras.optimizers.schedules.CosineDecay(1e-3, STEPS)
        loss = keras.losses.BinaryCrossentropy(from_logits=True)
        classifier.compile(keras.optimizers.Adam(rate), loss)
        classifier.fit(Pairs(real[others], made[others], seed), shuffle=False, verbose=0)
        for pictures, sign in ((real[held], 1), (made[held], -1)):
            views = [pictures[:, i : i + CROP, j : j + CROP] for i, j in corners]
            logits = tf.add_n([classifier(view, training=False) for view in views])
            right[held] += (sign * logits[:, 0].numpy() > 0) / 2
    return right
