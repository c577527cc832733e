"""Systemic sclerosis."""
