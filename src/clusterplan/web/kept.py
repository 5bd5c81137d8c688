"""What was made once and may be asked for again, kept up to a number of bytes; the longest unasked goes first."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock

__all__ = ["Kept"]


class Kept[Key: Hashable, Value]:
    """Values by key, safe for threads.

    Parameters
    ----------
    most_bytes
        Bound of all values together; a value of more than a quarter of it is not kept at all.
    size
        Bytes that a value takes.

    Examples
    --------
    >>> kept = Kept[str, bytes](100, len)
    >>> kept.put("short", b"abc"), len(kept.put("long", bytes(26))), kept.get("long"), kept.bytes_kept
    (b'abc', 26, None, 3)
    """

    def __init__(self, most_bytes: int, size: Callable[[Value], int]) -> None:
        self._most, self._size, self._bytes, self._lock = most_bytes, size, 0, Lock()
        self._values: OrderedDict[Key, Value] = OrderedDict()

    @property
    def bytes_kept(self) -> int:
        """Bytes of everything that is kept."""
        return self._bytes

    def get(self, key: Key) -> Value | None:
        """Return a value that is kept, if there is one."""
        with self._lock:
            found = self._values.get(key)
            if found is not None:
                self._values.move_to_end(key)
            return found

    def put(self, key: Key, value: Value) -> Value:
        """Keep a value.

        Parameters
        ----------
        key
            The same key always means the same value.
        value
            What is kept.

        Returns
        -------
        Value
            The same.
        """
        size = self._size(value)
        if size > self._most // 4:
            return value
        with self._lock:
            if key not in self._values:
                self._values[key] = value
                self._bytes += size
            while self._bytes > self._most:
                self._bytes -= self._size(self._values.popitem(last=False)[1])
        return value
