"""Idiopathic inflammatory myositis."""
