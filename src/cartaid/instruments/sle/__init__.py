"""Systemic lupus erythematosus."""
