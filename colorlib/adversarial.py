"""The adversarial game as a Keras model, and, for comparison, a generator that learns alone.

One training step of the game moves both networks. It uses two gradient tapes and never touches
``trainable``, because the classic idiom (compile the discriminator, freeze it, chain it behind the
generator) silently stops the discriminator from learning in Keras 3; notebook 04 demonstrates it.
"""

from . import quiet  # noqa: F401  (before TensorFlow, so that it starts silently)

# isort: split
import keras
import tensorflow as tf

__all__ = ["ColorGAN", "ColorRegression", "discriminator_loss", "generator_loss"]

cross_entropy = keras.losses.BinaryCrossentropy()


def discriminator_loss(p_real, p_fake):
    """Cross-entropy of a judge that should say 1 to real colors and 0 to generated ones.

    Parameters
    ----------
    p_real, p_fake : tensor, shape (batch, 1) or (batch, rows, columns, 1)
        The discriminator's probability of "real" for real and for generated colors.

    Returns
    -------
    scalar tensor
        Sum of both halves, at least 0; log 4 = 1.386 when the judge says 0.5 to everything.

    References
    ----------
    Goodfellow et al. (2014), Generative adversarial nets, NeurIPS, equation 1.
    """
    real_half = cross_entropy(tf.ones_like(p_real), p_real)
    fake_half = cross_entropy(tf.zeros_like(p_fake), p_fake)
    return real_half + fake_half


def generator_loss(p_fake):
    """Non-saturating loss: the generator wants its colors to be called real.

    Parameters
    ----------
    p_fake : tensor, shape (batch, 1) or (batch, rows, columns, 1)
        The discriminator's probability of "real" for generated colors.

    Returns
    -------
    scalar tensor
        At least 0; log 2 = 0.693 when the judge says 0.5 to everything.

    References
    ----------
    Goodfellow et al. (2014), Generative adversarial nets, NeurIPS, section 3.
    """
    return cross_entropy(tf.ones_like(p_fake), p_fake)


class ColorRegression(keras.Model):
    """A generator that learns alone, from the L1 distance of its colors to the true ones.

    Parameters
    ----------
    generator : keras.Model
        Maps lightness to ab.
    """

    def __init__(self, generator):
        super().__init__(name="color_regression")
        self.generator = generator
        self.mean_l1 = keras.metrics.Mean(name="l1_loss")

    @property
    def metrics(self):
        return [self.mean_l1]

    @property
    def players(self):
        """The network with its optimizer."""
        return [(self.generator, self.g_optimizer)]

    def compile(self, g_optimizer):
        """Give the generator its optimizer."""
        super().compile()
        self.g_optimizer = g_optimizer
        g_optimizer.build(self.generator.trainable_variables)

    def train_step(self, batch):
        """One step on a batch of (lightness, real ab)."""
        lightness, real_ab = batch
        with tf.GradientTape() as tape:
            fake_ab = self.generator(lightness, training=True)
            l1_loss = tf.reduce_mean(tf.abs(real_ab - fake_ab))
        weights = self.generator.trainable_variables
        self.g_optimizer.apply(tape.gradient(l1_loss, weights), weights)
        self.mean_l1.update_state(l1_loss)
        return {"l1_loss": self.mean_l1.result()}


class ColorGAN(keras.Model):
    """A generator and a discriminator that train each other, for use with ``fit``.

    Parameters
    ----------
    generator : keras.Model
        Maps lightness to ab.
    discriminator : keras.Model
        Judges ab (two channels) or Lab (three channels); which of them is read off its input. It
        may answer with one probability or with one for each patch.
    l1_weight : float, optional
        How much the mean absolute error of ab counts beside the adversarial loss. 0 leaves the
        adversarial loss alone; Isola et al. (2017) use 100.

    Notes
    -----
    Save ``gan.generator``, not the whole object: the generator is all that colorizing needs.
    """

    def __init__(self, generator, discriminator, l1_weight=100.0):
        super().__init__(name="color_gan")
        self.generator = generator
        self.discriminator = discriminator
        self.l1_weight = l1_weight
        self.sees_lightness = discriminator.input_shape[-1] == 3
        names = ["d_loss", "d_accuracy", "g_loss", "l1_loss"]
        self.means = {name: keras.metrics.Mean(name=name) for name in names}

    @property
    def metrics(self):
        # Keras sets these back to zero before each epoch.
        return list(self.means.values())

    @property
    def players(self):
        """Each network with its optimizer."""
        return [(self.generator, self.g_optimizer), (self.discriminator, self.d_optimizer)]

    def compile(self, g_optimizer, d_optimizer):
        """Give each player its own optimizer."""
        super().compile()
        self.g_optimizer = g_optimizer
        self.d_optimizer = d_optimizer
        g_optimizer.build(self.generator.trainable_variables)
        d_optimizer.build(self.discriminator.trainable_variables)

    def judge(self, lightness, ab):
        """Probability that ``ab`` are the real colors (of ``lightness``, if the judge sees it)."""
        colors = tf.concat([lightness, ab], axis=-1) if self.sees_lightness else ab
        return self.discriminator(colors, training=True)

    def train_step(self, batch):
        """One move of each player on a batch of (lightness, real ab)."""
        lightness, real_ab = batch
        with tf.GradientTape() as g_tape, tf.GradientTape() as d_tape:
            fake_ab = self.generator(lightness, training=True)
            p_real = self.judge(lightness, real_ab)
            p_fake = self.judge(lightness, fake_ab)
            d_loss = discriminator_loss(p_real, p_fake)
            g_loss = generator_loss(p_fake)
            l1_loss = tf.reduce_mean(tf.abs(real_ab - fake_ab))
            g_total = g_loss + self.l1_weight * l1_loss

        # Each tape's gradient goes to its own player only; that is all the freezing there is.
        g_weights = self.generator.trainable_variables
        d_weights = self.discriminator.trainable_variables
        self.g_optimizer.apply(g_tape.gradient(g_total, g_weights), g_weights)
        self.d_optimizer.apply(d_tape.gradient(d_loss, d_weights), d_weights)

        right = tf.concat([p_real > 0.5, p_fake < 0.5], axis=0)
        self.means["d_loss"].update_state(d_loss)
        self.means["d_accuracy"].update_state(tf.cast(right, tf.float32))
        self.means["g_loss"].update_state(g_loss)
        self.means["l1_loss"].update_state(l1_loss)
        return {name: mean.result() for name, mean in self.means.items()}
