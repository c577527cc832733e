"""Definitions: what each instrument is, with its sources and its cases beside it."""
