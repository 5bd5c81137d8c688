"""The client reads documents of the shapes that the service describes."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest

WEB = Path(__file__).parents[2] / "web"


@pytest.mark.browser
@pytest.mark.page
def test_the_types_are_those_of_the_service(tmp_path: Path) -> None:
    spec = importlib.util.spec_from_file_location("write_types", WEB / "build" / "write_types.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    module.write_types(tmp_path / "schema.d.ts")
    written = (WEB / "src" / "api" / "schema.d.ts").read_text(encoding="utf-8")
    assert written == (tmp_path / "schema.d.ts").read_text(encoding="utf-8"), "run make client-types"
