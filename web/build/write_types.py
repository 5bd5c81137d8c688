"""Write the TypeScript types of the service's documents again from its OpenAPI document: ``make client-types``."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from fastapi.testclient import TestClient

from clusterplan.web import Settings, create_app

CLIENT = Path(__file__).resolve().parent.parent
TYPES = CLIENT / "src" / "api" / "schema.d.ts"


def shapes() -> dict[str, Any]:
    """Return the OpenAPI document with nothing but the shapes: paths depend on what is published."""
    with tempfile.TemporaryDirectory() as folder:
        app = create_app(Settings(state_folder=Path(folder)), {})
        with TestClient(app, base_url="http://localhost") as client:
            document = client.get("/api").json()
    return {"openapi": document["openapi"], "info": {"title": "clusterplan", "version": "1"}, "paths": {}} | {
        "components": {"schemas": document["components"]["schemas"]}
    }


def write_types(path: Path) -> None:
    """Write the types to a file."""
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "openapi.json"
        source.write_text(json.dumps(shapes(), sort_keys=True), encoding="utf-8")
        tool = CLIENT / "node_modules" / ".bin" / "openapi-typescript"
        command = [tool, source, "--alphabetize", "--array-length", "--output", path]
        subprocess.run(command, check=True, capture_output=True, cwd=CLIENT)  # noqa: S603


if __name__ == "__main__":
    write_types(Path(sys.argv[1]) if len(sys.argv) > 1 else TYPES)
