# Two commands do everything: `make lab` opens the course, `make test` proves it.
# On Windows: `py course.py lab` and `py course.py test` do the same.

PYTHON ?= python3
TARGETS = setup lab test test-browser exercises test-exercises slides book offline bench notebooks lint

.DEFAULT_GOAL := help
.PHONY: help $(TARGETS) clean

help:
	@echo "make lab             open the course in JupyterLab (sets everything up at the first run)"
	@echo "make test            unit tests, then every notebook"
	@echo "make lab GPU=1       the same with CUDA: Linux with an NVIDIA card"
	@echo
	@echo "make exercises       student and solution versions of the exercises"
	@echo "make slides          a deck of slides of each notebook"
	@echo "make book            the course as a web site, and as a PDF with the lesson plans"
	@echo "make offline         pack the course for machines without a network, for a USB stick"
	@echo
	@echo "make test-browser    use every widget, slide and page in a real Chromium"
	@echo "make test-exercises  grade solutions and wrong answers with the real nbgrader"
	@echo "make bench           measure how long a training step takes, for several networks"
	@echo "make notebooks       execute the notebooks and store their outputs (maintainers)"
	@echo "make lint            check the style of code and notebooks"
	@echo "make clean           remove the environment and what was built"

$(TARGETS):
	@command -v $(PYTHON) >/dev/null || { echo "course: Python 3.11 to 3.13 is needed and '$(PYTHON)' was not found: install it." >&2; exit 1; }
	@$(if $(GPU),COURSE_GPU=$(GPU)) $(PYTHON) course.py $@

clean:
	rm -rf .venv build
