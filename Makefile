# Two commands do everything: `make lab` opens the course, `make test` proves it.
# On Windows: `py course.py lab` and `py course.py test` do the same.

PYTHON ?= python3

.DEFAULT_GOAL := help
.PHONY: help setup lab test test-browser book bench notebooks lint clean

help:
	@echo "make lab           open the course in JupyterLab (sets everything up at the first run)"
	@echo "make test          unit tests, then every notebook"
	@echo "make test-browser  use every widget in a real JupyterLab and Chromium"
	@echo "make book          make the book: a web site and a PDF, in build/book"
	@echo "make bench         measure how long a training step takes, for several networks"
	@echo "make notebooks     execute the notebooks and store their outputs (maintainers)"
	@echo "make lint          check the style of code and notebooks"
	@echo "make clean         remove the environment and what was built"

setup lab test test-browser book bench notebooks lint:
	@command -v $(PYTHON) >/dev/null || { echo "course: Python 3.11 to 3.13 is needed and '$(PYTHON)' was not found: install it." >&2; exit 1; }
	@$(PYTHON) course.py $@

clean:
	rm -rf .venv build
