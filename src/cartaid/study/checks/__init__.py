"""Checks: what is wrong in a study's records, as a table of rules and one table of findings."""

from cartaid.study.checks.catalogue import RULES, RuleTitle
from cartaid.study.checks.run import ItemRange, check_relations, run_checks

__all__ = ["RULES", "ItemRange", "RuleTitle", "check_relations", "run_checks"]
