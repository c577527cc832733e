"""`study.toml`: what a study's team decides, as checked models, as tables, and as a scaffold."""

from cartaid.study.protocol.file import ProtocolError, default_protocol, defaults_text, read_protocol
from cartaid.study.protocol.model import Protocol
from cartaid.study.protocol.scaffold import empty_table, scaffold
from cartaid.study.protocol.tables import ProtocolTable, protocol_tables

__all__ = [
    "Protocol",
    "ProtocolError",
    "ProtocolTable",
    "default_protocol",
    "defaults_text",
    "empty_table",
    "protocol_tables",
    "read_protocol",
    "scaffold",
]
