r"""What OpenAPI says of the texts that people send: no control characters but ends of lines, and not blank.

The state room refuses the others and says why; here clients are told before they ask.
"""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

__all__ = ["Note", "PlainText"]

_CONTROL = r"\x00-\x08\x0b-\x1f\x7f-\x9f"
_LETTER = rf"([^{_CONTROL}]|\r\n)"

Note = Annotated[str, Field(json_schema_extra={"pattern": f"^{_LETTER}*$"})]
"""Words that may be left out."""
PlainText = Annotated[str, Field(json_schema_extra={"pattern": rf"^{_LETTER}*[^\s{_CONTROL}]{_LETTER}*$"})]
"""Words that are needed."""
