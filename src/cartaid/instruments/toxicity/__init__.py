"""Toxicity of immune effector cells."""
