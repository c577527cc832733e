"""The study: domains, `study.toml`, partial dates, units, typed tables, checks."""

from cartaid.study.finding import Finding, StudyError

__all__ = ["Finding", "StudyError"]
