"""Texts for people, in both languages of the product, kept side by side.

Every sentence that a planner or an official reads is a :class:`Text`, so that a missing translation
is a type error and not a surprise on a minister's screen.
"""

from __future__ import annotations

import locale
from typing import Literal, NamedTuple

type Language = Literal["vi", "en"]

LANGUAGES: tuple[Language, ...] = ("vi", "en")


class Text(NamedTuple):
    """One sentence in Vietnamese and in English.

    Examples
    --------
    >>> Text(vi="Phòng thí nghiệm", en="Laboratory").in_language("en")
    'Laboratory'
    """

    vi: str
    """Vietnamese, in Unicode normal form C."""
    en: str
    """English, British spelling."""

    @property
    def both(self) -> str:
        """Both, for a place that has room for one text only.

        Examples
        --------
        >>> Text(vi="Đơn vị", en="Unit").both
        'Đơn vị / Unit'
        """
        return f"{self.vi} / {self.en}"

    def in_language(self, language: Language) -> str:
        """Return the sentence in one language.

        Parameters
        ----------
        language
            ``"vi"`` or ``"en"``.

        Returns
        -------
        str
            The text of that language.
        """
        return self.vi if language == "vi" else self.en


def language_of_locale() -> Language:
    """Return Vietnamese on a Vietnamese machine and English everywhere else.

    Returns
    -------
    Language
        ``"vi"`` if the process's locale is Vietnamese, else ``"en"``.
    """
    name = locale.getlocale()[0] or ""
    return "vi" if name.lower().startswith("vi") else "en"
