"""Neighbouring diseases that CAR T trials treat."""
