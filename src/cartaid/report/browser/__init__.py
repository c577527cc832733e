"""The patient and cohort browser: one static file, or the same pages handed out by `cartaid serve`."""

from cartaid.report.browser.build import Browser, browser_of, write_browser
from cartaid.report.browser.tables import NothingToBrowse

__all__ = ["Browser", "NothingToBrowse", "browser_of", "write_browser"]
