"""JupyterHub for one class on one machine; jupyterhub.md beside this file says how to use it."""

c = get_config()  # noqa: F821 (JupyterHub defines it)

# One environment and one copy of weights and photographs for everybody, writable by root alone.
COURSE = "/srv/course"
c.Spawner.cmd = [f"{COURSE}/.venv/bin/jupyterhub-singleuser"]

# The notebooks themselves are each student's own: put them into /etc/skel before the first log-in.
c.Spawner.default_url = "/lab/tree/gan-course/00_start_here.ipynb"

# TensorFlow would take a thread for every core of the machine, for every student, and kernels would
# fight for the cores (measured in jupyterhub.md). In terminals, `python` is the course's own.
c.Spawner.environment = {
    "TF_NUM_INTRAOP_THREADS": "2",
    "TF_NUM_INTEROP_THREADS": "2",
    "PATH": f"{COURSE}/.venv/bin:/usr/local/bin:/usr/bin:/bin",
}

# Each notebook left open keeps its memory until its kernel ends: end those idle for an hour. And a
# widget sends a photograph as one message, which Tornado would refuse above 10 MB.
c.Spawner.args = [
    "--ServerApp.tornado_settings={'websocket_max_message_size': 500_000_000}",
    "--MappingKernelManager.cull_idle_timeout=3600",
    "--MappingKernelManager.cull_connected=True",
]
