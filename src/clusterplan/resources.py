"""Where the bundled material lies: one resolver for the installed wheel and for a checkout.

The wheel carries ``geodata/``, ``optimisation/`` and the built client under ``clusterplan/_bundled/``;
a checkout has them beside ``src/``. Nothing else in the product knows the difference.
"""

from __future__ import annotations

import hashlib
from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent
_IN_WHEEL = _PACKAGE / "_bundled"
_IN_CHECKOUT = _PACKAGE.parent.parent


def bundled(relative: str) -> Path:
    """Return the path of a bundled file or folder.

    Parameters
    ----------
    relative
        Path below the product's top folder, with forward slashes: ``"geodata/register"``.

    Returns
    -------
    pathlib.Path
        An absolute path; it need not exist.

    Examples
    --------
    >>> bundled("optimisation/scenarios/national.yaml").name
    'national.yaml'
    """
    root = _IN_WHEEL if _IN_WHEEL.is_dir() else _IN_CHECKOUT
    return root / relative


def sha256_of_file(path: Path) -> str:
    """Return the SHA-256 digest of a file's bytes, in lower-case hexadecimal.

    Parameters
    ----------
    path
        A readable file.

    Returns
    -------
    str
        64 characters.
    """
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
