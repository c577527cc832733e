"""One reader a kind of file; `load_study` puts a folder of them into a session."""

from cartaid.sources.read import LoadedStudy, ReadFile, load_study

__all__ = ["LoadedStudy", "ReadFile", "load_study"]
