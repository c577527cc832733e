"""Run named SQL relations: nothing clinical lives here."""

from cartaid.engine.relation import Relation, needed
from cartaid.engine.session import Session

__all__ = ["Relation", "Session", "needed"]
