"""Put the bundled material into the wheel; an editable checkout finds it beside ``src/`` instead."""

from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

BUNDLED = (
    "geodata/register",
    "geodata/layers",
    "geodata/tables",
    "geodata/SOURCES.md",
    "optimisation/scenarios",
    "optimisation/schemas",
    "web/dist",
)
"""Material of the rooms; ``web/dist`` is the built client, which a wheel carries when it is there."""


class BundledMaterial(BuildHookInterface):  # type: ignore[type-arg]
    """Force the bundled folders into ``clusterplan/_bundled`` of a standard wheel."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Extend the wheel's contents; see hatchling's build-hook documentation."""
        if version == "editable":
            return
        for relative in BUNDLED:
            source = Path(self.root) / relative
            if source.exists():
                build_data["force_include"][str(source)] = f"clusterplan/_bundled/{relative}"
