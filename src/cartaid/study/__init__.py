"""The study: domains, `study.toml`, partial dates, units, typed tables, checks."""
