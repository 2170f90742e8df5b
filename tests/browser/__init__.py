"""Real notebooks in a real JupyterLab in a real Chromium: ``make test-browser``."""
