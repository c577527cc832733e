"""The error that stops the reading of a study; alone here, so that the command line can name it at once."""

from __future__ import annotations


class StudyError(Exception):
    """A study cannot be read: the message names file, place, what was expected, what was found, what to do."""
