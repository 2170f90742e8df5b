"""nbgrader's settings for the exercises; ``make exercises`` puts a copy in build/exercises."""

c = get_config()  # noqa: F821 (nbgrader defines it)

c.CourseDirectory.course_id = "gans-not-always-black-and-white"

# What a student finds in place of a solution. It fails until it is deleted, so no untouched
# exercise earns a point.
c.ClearSolutions.code_stub = {
    "python": "# YOUR CODE HERE\n"
    'raise NotImplementedError("Write your answer here and delete this line.")'
}

# A cell may train a small network; a slow laptop takes its time.
c.Execute.timeout = 600
c.Execute.startup_timeout = 600

# A test that a student has deleted is put back, and graded.
c.OverwriteCells.add_missing_cells = True
