"""The visit windows used when a study gives none."""

from __future__ import annotations

DEFAULT_VISITS: tuple[tuple[str, int, int, int], ...] = (
    # name, target day, first day, last day; a month is 365.25 / 12 days, and windows meet half way.
    ("Screening", -28, -180, -18),
    ("Baseline", -7, -17, -1),
    ("Day 0", 0, 0, 3),
    ("Day 7", 7, 4, 10),
    ("Day 14", 14, 11, 17),
    ("Day 21", 21, 18, 24),
    ("Month 1", 28, 25, 59),
    ("Month 3", 91, 60, 136),
    ("Month 6", 182, 137, 228),
    ("Month 9", 274, 229, 319),
    ("Month 12", 365, 320, 456),
    ("Month 18", 548, 457, 639),
    ("Month 24", 730, 640, 821),
    ("Month 30", 913, 822, 1004),
    ("Month 36", 1096, 1005, 1278),
)
"""Day 28 and month 1 are one visit, named Month 1."""
