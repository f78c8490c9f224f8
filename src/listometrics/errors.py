"""The one error that users see: where, what was found, what was expected, what to do."""


class StudyError(Exception):
    """Say what is wrong with a study, its inputs or its parameters.

    The command line prints the message without a traceback and ends with exit code 2.
    """


class NotebookError(Exception):
    """A notebook failed: its name, the cell, the error, and where the executed notebook was saved."""
