"""The portable SQL subset: what a relation may use so that the same text runs on DuckDB and on Spark.

Needs sqlglot (extra `spark`); nothing in the default path imports this module.
"""

from __future__ import annotations

ALLOWED = frozenset(
    """
    Select Subquery CTE With From Join Where Group Having Order Ordered Limit Union Table TableAlias Alias Column
    Identifier Star Literal Boolean Null Paren And Or Not EQ NEQ GT GTE LT LTE Between In Is NullSafeEQ NullSafeNEQ
    Like Add Sub Mul Div Mod Neg Case If Coalesce Nullif Greatest Least Cast TryCast DataType DataTypeParam
    Count Sum Avg Min Max Median StddevSamp ArgMax ArgMin LogicalAnd LogicalOr BitwiseOrAgg BitwiseAnd Filter Window WindowSpec
    RowNumber Rank DenseRank Lag Lead FirstValue LastValue Qualify Distinct
    Concat ConcatWs Length Upper Lower Trim Substring Replace Split SplitPart StrPosition Left Right
    RegexpLike RegexpExtract RegexpReplace
    DateDiff DateAdd TsOrDsAdd LastDay DateTrunc Year Month Day Extract Var Interval
    Round Abs Ceil Floor Exp Ln Log Sqrt Pow Sign Values Tuple Exists EXISTS Hint Anonymous
    StringAgg GroupConcat DPipe Dot Parameter Placeholder
    """.split()
)
"""Names of the sqlglot nodes a relation may contain: the constructs measured to give the same rows on both."""

ALLOWED_FUNCTIONS = frozenset({"MAX_BY", "MIN_BY", "TRY_CAST"})
"""Functions sqlglot has no node for."""


def refusals(sql: str) -> list[str]:
    """Name every construct of a statement that lies outside the portable subset.

    >>> refusals("SELECT a FROM t ASOF JOIN u ON t.x >= u.x")
    ['ASOF JOIN: use a join and QUALIFY']
    >>> refusals("SELECT a FROM t")
    []
    """
    import sqlglot
    from sqlglot import expressions as exp

    found: list[str] = []
    for node in sqlglot.parse_one(sql, dialect="duckdb").walk():
        name = type(node).__name__
        if isinstance(node, exp.Join) and "ASOF" in str(
            node.args.get("method") or node.args.get("kind") or ""
        ):
            found.append("ASOF JOIN: use a join and QUALIFY")
        elif isinstance(node, exp.Anonymous):
            if str(node.this).upper() not in ALLOWED_FUNCTIONS:
                found.append(f"function {node.this}")
        elif name not in ALLOWED:
            found.append(f"{name}: {node.sql(dialect='duckdb')[:60]}")
    return found


def spark_text(sql: str) -> str:
    """Write a statement in Spark's dialect, formatted for review.

    >>> spark_text("SELECT date_diff('day', a, b) AS days FROM t")
    'SELECT\\n  DATEDIFF(DAY, a, b) AS days\\nFROM t'
    """
    import sqlglot

    return sqlglot.transpile(
        sql, read="duckdb", write="spark", pretty=True, unsupported_level=sqlglot.ErrorLevel.IGNORE
    )[0]
