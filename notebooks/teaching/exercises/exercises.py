"""Make the exercises' student and solution versions with nbgrader, and prove that they grade.

``make exercises`` and ``make test-exercises`` run this file; add the numbers of notebooks to deal
with these only: ``python course.py test-exercises 01 03``.
"""

import argparse
import copy
import os
import runpy
import shutil
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import nbformat
from nbgrader.api import Gradebook

HERE = Path(__file__).resolve().parent
CLASS = HERE.parents[2] / "build" / "exercises"
PROOF = CLASS.with_name("exercises-proof")  # apart: teachers copy the folder of the class
MARKERS = ("BEGIN SOLUTION", "END SOLUTION", "BEGIN HIDDEN TESTS", "END HIDDEN TESTS")


def stop(sentence):
    sys.exit(f"exercises: {sentence}")


def find_names(wanted):
    """Return the notebooks' names that begin with one of the wanted ones; all when none is."""
    names = sorted(path.name for path in (HERE / "source").iterdir() if path.is_dir())
    for begin in wanted:
        if not any(name.startswith(begin) for name in names):
            stop(f"there is no exercise notebook {begin}: choose from {', '.join(names)}.")
    return [name for name in names if not wanted or name.startswith(tuple(wanted))]


def notebook_path(folder, name):
    return folder / name / f"{name}.ipynb"


def read(folder, name):
    return nbformat.read(notebook_path(folder, name), as_version=4)


def write(notebook, folder, name):
    path = notebook_path(folder, name)
    path.parent.mkdir(parents=True, exist_ok=True)
    nbformat.write(notebook, path)


def nbgrader(folder, command, name):
    """Run a command of nbgrader in a class's folder; stop with its last words when it fails."""
    line = [sys.executable, "-m", "nbgrader", command, name, "--force"]
    done = subprocess.run(line, cwd=folder, capture_output=True, text=True)
    if done.returncode:
        print(done.stdout[-3000:], done.stderr[-3000:], file=sys.stderr)
        stop(f"nbgrader {command} {name} failed: its last words above say why.")


def release(folder, name):
    """Put the source into the folder of a class, and let nbgrader make the student version."""
    notebook = read(HERE / "source", name)
    for cell in notebook.cells:
        # Links lead up to the notebooks; from build/ the same way up is the project's folder.
        cell.source = cell.source.replace("](../../../../", "](../../../../notebooks/")
    write(notebook, folder / "source", name)
    shutil.copy(HERE / "nbgrader_config.py", folder)
    nbgrader(folder, "generate_assignment", name)


def solution_version(source):
    """Return the source as a reader wants it: no markers, no metadata, the outputs as stored."""
    notebook = copy.deepcopy(source)
    for cell in notebook.cells:
        cell.metadata.pop("nbgrader", None)
        lines = cell.source.split("\n")
        cell.source = "\n".join(t for t in lines if not any(marker in t for marker in MARKERS))
    return notebook


def make(names):
    for name in names:
        release(CLASS, name)
        write(solution_version(read(CLASS / "source", name)), CLASS / "solution", name)
        print(f"{name}: student version and solution version", flush=True)
    print("They are in build/exercises/release and build/exercises/solution.")


def grade_id(cell):
    return cell.metadata.get("nbgrader", {}).get("grade_id")


def answered(student, answers):
    """Return the student version with the code of some cells, by grade id, filled in."""
    notebook = copy.deepcopy(student)
    for cell in notebook.cells:
        cell.source = answers.get(grade_id(cell), cell.source)
    return notebook


def submissions(name, folder):
    """Yield (student, wrong answers given, notebook) for each submission that the proof needs.

    Wrong answers to several exercises go into one submission, to save time; they are dealt out so
    that every exercise is also answered rightly beside wrong ones.
    """
    student = read(folder / "release", name)
    source = {grade_id(cell): cell.source for cell in read(HERE / "source", name).cells}
    solution = {
        grade_id(cell): source[grade_id(cell)]
        for cell in student.cells
        if cell.metadata.get("nbgrader", {}).get("solution")
    }
    yield "solution", [], answered(student, solution)
    yield "untouched", [], student

    by_exercise = {}
    for wrong in runpy.run_path(str(HERE / "wrong" / f"{name}.py"))["WRONG"]:
        if wrong["cell"] not in solution:
            stop(f"wrong/{name}.py answers in {wrong['cell']}, which is no solution cell.")
        by_exercise.setdefault(wrong["exercise"], []).append(wrong)
    hands = [[] for _ in range(1 + max(map(len, by_exercise.values())))]
    for first, answers in enumerate(by_exercise.values()):
        for place, wrong in enumerate(answers, first):
            hands[place % len(hands)].append(wrong)
    for number, given in enumerate(hands, 1):
        code = {wrong["cell"]: wrong["code"] for wrong in given}
        yield f"wrong-{number}", given, answered(student, solution | code)


def scores(name, folder, student):
    """Return {grade id: (points earned, points to earn)} out of nbgrader's gradebook."""
    with Gradebook(f"sqlite:///{folder / 'gradebook.db'}") as book:
        grades = book.find_submission_notebook(name, name, student).grades
        return {grade.name: (grade.auto_score or 0, grade.max_score) for grade in grades}


def errors(notebook):
    """Return {grade id: the error that the cell ended in, in a line}."""
    return {
        grade_id(cell): f"{output.ename}: {output.evalue}".split("\n")[0]
        for cell in notebook.cells
        for output in cell.get("outputs", [])
        if output.output_type == "error"
    }


def judge(name, folder, student, given):
    """Return (table lines, sentences about what is not as it should be) for one submission."""
    earned = scores(name, folder, student)
    graded = read(folder / "autograded" / student, name)
    raised = errors(graded)
    total, most = (sum(column) for column in zip(*earned.values(), strict=True))
    lines, faults = [f"{name}  {student:10} {total:4g} of {most:g} points"], []

    expected = set(earned) if student == "untouched" else {wrong["loses"] for wrong in given}
    for cell, (points, worth) in earned.items():
        if cell in expected and points:
            faults.append(f"{cell} earns {points:g} points")
        elif cell not in expected and points < worth:
            faults.append(f"{cell} loses points: {raised.get(cell, 'no error; see its output')}")
    for wrong in given:
        word = raised.get(wrong["loses"], "NOT CAUGHT")
        lines.append(f"    {wrong['cell']}: {wrong['misconception']}\n        {word}")
        if wrong["cell"] in raised:
            faults.append(f"the wrong answer in {wrong['cell']} fails: {raised[wrong['cell']]}")
    if student == "solution":
        faults += [f"{cell or 'a given cell'} raises {error}" for cell, error in raised.items()]
    return lines, [f"{name}, {student}: {fault}." for fault in faults]


def prove_one(name):
    started = time.perf_counter()
    folder = PROOF / name
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    release(folder, name)
    todo = {}
    for student, given, notebook in submissions(name, folder):
        write(notebook, folder / "submitted" / student, name)
        todo[student] = given
    nbgrader(folder, "autograde", name)
    lines, faults = [], []
    for student, given in todo.items():
        more_lines, more_faults = judge(name, folder, student, given)
        lines += more_lines
        faults += more_faults
    print("\n".join(lines), f"\n    ({time.perf_counter() - started:.0f} s)", flush=True)
    return sum(map(len, todo.values())), faults


def prove(names):
    """Submit solutions, untouched versions and wrong answers, and compare the points."""
    # Two at a time: the autograding is a process of its own.
    with ThreadPoolExecutor(2) as pool:
        results = list(pool.map(prove_one, names))
    faults = [fault for _, found in results for fault in found]
    if faults:
        print("\n" + "\n".join(faults))
        stop(f"{len(faults)} things are not graded as they should be, listed above.")
    count = sum(wrong for wrong, _ in results)
    print(
        f"\n{len(names)} notebooks: every solution earns full marks, every untouched version none, "
        f"and all {count} wrong answers lose exactly their points."
    )


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("command", choices=("make", "prove"))
    parser.add_argument("notebooks", nargs="*", help="numbers, such as 03; all without")
    options = parser.parse_args()
    # nbgrader calls a program of this environment, alembic, by its name.
    os.environ["PATH"] = os.pathsep.join((str(Path(sys.executable).parent), os.environ["PATH"]))
    CLASS.mkdir(parents=True, exist_ok=True)
    names = find_names(options.notebooks)
    make(names) if options.command == "make" else prove(names)


if __name__ == "__main__":
    main()
