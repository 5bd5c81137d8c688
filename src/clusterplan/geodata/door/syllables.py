"""Whether a word is spelled as a Vietnamese syllable: the evidence by which encodings are told apart.

A syllable is an onset, a rhyme and a tone. A rhyme that ends in a stop (``c``, ``ch``, ``p``, ``t``) takes the acute
or the heavy tone alone. The mark may stand where old or new spelling puts it (``hoà``, ``hòa``). The lists are those of
the orthography, as any grammar of Vietnamese gives them; whether a syllable is also a word is not asked.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

__all__ = ["is_syllable", "marked_words"]


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_ONSETS = _words("b c ch d đ g gh gi h k kh l m n ng ngh nh p ph qu r s t th tr v x")
_OPEN_RHYMES = _words("""
    a ai am an ang anh ao au ay ăm ăn ăng âm ân âng âu ây
    e em en eng eo ê êm ên ênh êu
    i ia im in inh iu iêm iên iêng iêu
    o oa oai oam oan oang oanh oao oay oăm oăn oăng oe oen oeo oi om on ong oong ô ôi ôm ôn ông ơ ơi ơm ơn
    u ua ui um un ung uân uâng uây uê uênh uôi uôm uôn uông uơ uy uya uyên uynh uyu
    ư ưa ưi ưng ưu ươi ươm ươn ương ươu
    y ya yêm yên yêng yêu ynh
""")
_STOPPED_RHYMES = _words("""
    ac ach ap at ăc ăp ăt âc âp ât ec ep et êch êp êt ich ip it iêc iêp iêt
    oac oach oap oat oăc oăt oc oet ooc op ot ôc ôp ôt ơp ơt
    uât uc uêch uôc uôt up ut uych uyêt uyt ưc ưt ươc ươp ươt ych yêt yt
""")
_TONES = {"\u0300": "grave", "\u0301": "acute", "\u0303": "tilde", "\u0309": "hook", "\u0323": "heavy"}
_OF_STOPS = frozenset({"acute", "heavy"})
_WORD = re.compile(r"[^\s\x00-\x40\x5b-\x60\x7b-\x7f\xa0“”‘’–—…]+")


def marked_words(text: str) -> Iterator[str]:
    """Yield the words of a text that hold something else than plain Latin letters.

    Parameters
    ----------
    text
        Any text.

    Yields
    ------
    str
        Runs without blanks, digits and plain punctuation, in the order of the text.

    Examples
    --------
    >>> list(marked_words("Tỉnh Bắc Ninh; 1,5 km²"))
    ['Tỉnh', 'Bắc', 'km²']
    """
    return (found[0] for found in _WORD.finditer(text) if not found[0].isascii())


@lru_cache(maxsize=1 << 16)
def is_syllable(word: str) -> bool:
    """Return whether a word is spelled as one Vietnamese syllable.

    Parameters
    ----------
    word
        One word, in any case and Unicode normal form.

    Returns
    -------
    bool
        True if onset, rhyme and tone go together.

    Examples
    --------
    >>> [is_syllable(word) for word in ("hoà", "Hòa", "nghiệp", "quyết", "hàt", "néi", "café")]
    [True, True, True, True, False, False, False]
    """
    letters: list[str] = []
    tones: list[str] = []
    for letter in unicodedata.normalize("NFD", word.lower()):
        (tones if letter in _TONES else letters).append(letter)
    if len(tones) > 1:
        return False
    plain = unicodedata.normalize("NFC", "".join(letters))
    rhymes = {plain[len(onset) :] for onset in ("", *_ONSETS) if plain.startswith(onset)}
    if rhymes & _OPEN_RHYMES:
        return True
    return bool(rhymes & _STOPPED_RHYMES and tones and _TONES[tones[0]] in _OF_STOPS)
