"""The notebook of the manual tells the whole story on the national plan, offline."""

from __future__ import annotations

import itertools
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

NOTEBOOK = Path(__file__).resolve().parent.parent / "docs/the-whole-story.ipynb"


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::RuntimeWarning", "ignore::ResourceWarning")
def test_the_notebook_runs_and_says_what_the_manual_says() -> None:
    notebook = nbformat.read(NOTEBOOK, as_version=4)  # type: ignore[no-untyped-call]
    assert all(not cell.get("outputs") for cell in notebook.cells)  # committed without answers, so none can be stale
    NotebookClient(notebook, timeout=180, kernel_name="python3", resources={"metadata": {"path": "."}}).execute()
    outputs = itertools.chain.from_iterable(cell.get("outputs", ()) for cell in notebook.cells)
    printed = "".join(output["text"] for output in outputs if output["output_type"] == "stream")
    assert "optimal: objective 17.017865, bound 17.017865, gap 0.0%" in printed
    assert printed.rstrip().endswith("same")
