"""Train on several machines: each takes its part of every batch, and gradients are averaged.

A process is one of several workers if TF_CONFIG, TensorFlow's own environment variable, names them:
``{"cluster": {"worker": ["one:2222", "two:2222"]}, "task": {"type": "worker", "index": 0}}``. All
run the same command. TensorFlow carries the numbers between them.

Every worker keeps all weights. Averaged gradients keep them equal, so `fit` stays what it is: under
``MultiWorkerMirroredStrategy`` itself that of Keras 3.15 fails (keras#20585).
"""

import functools
import json
import os
import socket
import subprocess
import sys

from .backend import keras, tf
from .settings import ColorlibError


@functools.cache
def crew():
    """This worker's number, their count, and TensorFlow's strategy; a single worker has none.

    Call it before anything else is computed: TensorFlow sets up its connections first.
    """
    try:
        config = json.loads(os.environ.get("TF_CONFIG") or "{}")
        count = len(config["cluster"]["worker"]) if config else 1
        number = int(config["task"]["index"]) if config else 0
    except (KeyError, TypeError, ValueError):
        raise ColorlibError(
            "TF_CONFIG does not name workers and this process's index: see colorlib/workers.py."
        ) from None
    return number, count, tf.distribute.MultiWorkerMirroredStrategy() if count > 1 else None


def average(*tensors):
    """The means of tensors over all workers; each worker has to ask for the same."""

    def within(*tensors):
        replica = tf.distribute.get_replica_context()
        # Copies, because a replica's tensors have to lie on its device.
        return replica.all_reduce(tf.distribute.ReduceOp.MEAN, [tf.identity(x) for x in tensors])

    _, count, strategy = crew()
    if count == 1:
        return list(tensors)
    # As a graph of its own, outside of a training step; TensorFlow warns of anything else.
    return tf.function(strategy.run)(within, tensors)


def join(model, batches):
    """Let a compiled model average its gradients, and take this worker's part of each batch."""
    number, count, _ = crew()
    if count == 1:
        return
    networks = [getattr(model, name, None) for name in ("generator", "discriminator")]
    for layer in (layer for network in filter(None, networks) for layer in network.layers):
        if isinstance(layer, keras.layers.BatchNormalization):
            raise ColorlibError(
                f"{layer.name} normalizes by its batch, of which each worker sees a part only: "
                "train this network in one process."
            )
    if batches.batch_size % count:
        raise ColorlibError(
            f"{count} workers cannot share batches of {batches.batch_size} pictures: start as many "
            "as divide it."
        )
    batches.part = number, count
    for name in ("g_optimizer", "d_optimizer"):
        if optimizer := getattr(model, name, None):
            apply = optimizer.apply
            optimizer.apply = lambda gradients, weights, apply=apply: apply(
                average(*gradients), weights
            )


def agree(variables):
    """Set variables to what the first worker, the chief, has in its own."""
    number, count, _ = crew()
    if count > 1:
        own = [tf.cast(variable, tf.float32) * count * (number == 0) for variable in variables]
        for variable, value in zip(variables, average(*own), strict=True):
            variable.assign(tf.cast(value, variable.dtype))


def report_average():
    """A callback by which all workers report the means of what each of them measures."""

    def replace(epoch, logs):
        logs.update(zip(logs, map(float, average(*logs.values())), strict=True))

    return keras.callbacks.LambdaCallback(on_epoch_end=replace)


def local_crew(count):
    """The TF_CONFIG of each of ``count`` workers on this machine, at ports that are free."""
    ports = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    cluster = {"worker": [f"127.0.0.1:{port.getsockname()[1]}" for port in ports]}
    for port in ports:
        port.close()
    tasks = [{"type": "worker", "index": index} for index in range(count)]
    return [json.dumps({"cluster": cluster, "task": task}) for task in tasks]


def start_on_cards(count, command):
    """Run a command of Python's in ``count`` workers on this machine, each with its own card."""
    started = []
    for card, config in enumerate(local_crew(count)):
        own = {"TF_CONFIG": config, "CUDA_VISIBLE_DEVICES": str(card)}
        started.append(subprocess.Popen([sys.executable, *command], env=os.environ | own))
    codes = [process.wait() for process in started]
    if any(codes):
        raise ColorlibError("A worker failed, as said above; the same command goes on.")
