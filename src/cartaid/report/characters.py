"""Characters that mislead where a text is shown: marks that turn the writing direction, pictures without a font."""

from __future__ import annotations

import re
import unicodedata

TURNING = re.compile("[\u202a-\u202e\u2066-\u2069]")
"""Embeddings, overrides and isolates: an open one turns the text that follows. Letters of any script stay as they are."""

PICTURE = re.compile("([\U0001f000-\U0001faff])[\ufe0f\u200d]*|\ufe0f")
"""Emoji, with the marks that choose or join them."""


def visible(text: str) -> str:
    """Write marks that would turn what follows as their codes.

    >>> visible("\u202eabc")
    '⟨U+202E⟩abc'
    """
    return TURNING.sub(lambda found: f"⟨U+{ord(found[0]):04X}⟩", text)


def on_paper(text: str) -> str:
    """Write for paper, too: emoji as their names, since no font that every machine has holds them.

    >>> on_paper("fever \U0001f912")
    'fever ⟨face with thermometer⟩'
    """
    return PICTURE.sub(lambda found: _named(found[1]) if found[1] else "", visible(text))


def _named(picture: str) -> str:
    return f"⟨{unicodedata.name(picture, f'U+{ord(picture):04X}').lower()}⟩"
