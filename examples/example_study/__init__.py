"""The tables and rules of the SYNTHETIC example study: invented patients, see `make_example_study.py`."""
