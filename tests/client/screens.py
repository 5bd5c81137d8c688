"""Pictures of the page beside those that were kept: another font passes, a panel that is gone does not."""

from __future__ import annotations

import io
import os
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

__all__ = ["KEPT", "MOST", "OUTPUT", "different", "kept_or_written", "reduced"]

KEPT = Path(__file__).parent / "screens"
OUTPUT = Path(__file__).parents[2] / "output" / "screens"
"""Every picture of the last run, and for each that failed what is different in it."""
_WRITES = "CLUSTERPLAN_WRITE_SCREENS"
_SHRUNK = 2
_COLOURS = 32
_BLOCK = 16
_FAR = 20.0
"""Levels of 255 by which the mean colour or the contrast of a block is another one."""
MOST = 0.04
"""Share of blocks that may be other ones: lines of text that break elsewhere."""

type Picture = NDArray[np.float64]


def reduced(png: bytes) -> Image.Image:
    """Return a picture at half its size, in few colours."""
    full = Image.open(io.BytesIO(png)).convert("RGB")
    half = full.resize((full.width // _SHRUNK, full.height // _SHRUNK), Image.Resampling.BOX)
    return half.quantize(_COLOURS, Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)


def different(seen: Image.Image, kept: Image.Image) -> tuple[float, NDArray[np.bool_]]:
    """Compare block by block.

    A block is another one if its mean colour or the spread of its brightness is. Letters drawn otherwise change
    neither much; a panel that is gone changes the spread of all its blocks, a map that is not drawn their mean.

    Returns
    -------
    tuple of float and numpy.ndarray of bool
        Share of the blocks that are other ones, 1 if the pictures have different sizes, and which they are.
    """
    if seen.size != kept.size:
        return 1.0, np.ones((1, 1), dtype=np.bool_)
    (colour, spread), (colour_kept, spread_kept) = (_blocks(picture) for picture in (seen, kept))
    far = np.abs(colour - colour_kept).max(axis=-1)
    others = (far > _FAR) | (np.abs(spread - spread_kept) > _FAR)
    return float(others.mean()), others


def kept_or_written(name: str, png: bytes) -> str | None:
    """Compare a picture with the kept one; or keep it, if the tests are told to.

    Returns
    -------
    str or None
        What is wrong; nothing if the pictures are alike.
    """
    OUTPUT.mkdir(parents=True, exist_ok=True)
    seen, path = reduced(png), KEPT / f"{name}.png"
    seen.save(OUTPUT / path.name, optimize=True)
    if os.environ.get(_WRITES):
        KEPT.mkdir(exist_ok=True)
        seen.save(path, optimize=True)
        return None
    share, others = different(seen, Image.open(path))
    if share <= MOST:
        return None
    _marked(seen, others).save(OUTPUT / f"{name}-different.png")
    return f"{name}: {share:.1%} of the picture is different; see {OUTPUT.name}/{name}-different.png"


def _blocks(picture: Image.Image) -> tuple[Picture, Picture]:
    pixels = np.asarray(picture.convert("RGB"), dtype=float)
    rows, columns = (size // _BLOCK for size in pixels.shape[:2])
    cut = pixels[: rows * _BLOCK, : columns * _BLOCK].reshape(rows, _BLOCK, columns, _BLOCK, 3)
    return cut.mean(axis=(1, 3)), cut.mean(axis=-1).std(axis=(1, 3))


def _marked(seen: Image.Image, others: NDArray[np.bool_]) -> Image.Image:
    """Return a picture in which blocks that are other ones are red."""
    mask = Image.fromarray((others * 120).astype(np.uint8)).resize(
        (others.shape[1] * _BLOCK, others.shape[0] * _BLOCK), Image.Resampling.NEAREST
    )
    whole = Image.new("L", seen.size)
    whole.paste(mask)
    return Image.composite(Image.new("RGB", seen.size, "red"), seen.convert("RGB"), whole)
