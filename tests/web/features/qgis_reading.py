"""Run by the Python that QGIS belongs to: read every collection of a service as its users do, and say what came.

python3 qgis_reading.py ADDRESS
"""

from __future__ import annotations

import json
import sys
import urllib.request
from typing import Any

WEST, SOUTH, EAST, NORTH = 105.2, 11.2, 105.8, 11.8


def layer_of(address: str, name: str) -> Any:
    from qgis.core import QgsVectorLayer  # type: ignore[import-not-found]  # tests are collected where there is none

    return QgsVectorLayer(f"url='{address}' typename='{name}' restrictToRequestBBOX='1'", name, "OAPIF")


def told(layer: Any) -> dict[str, Any]:
    features = list(layer.getFeatures())
    boxes = [feature.geometry().boundingBox() for feature in features]
    return {
        "valid": layer.isValid(),
        "error": layer.error().message(),
        "system": layer.crs().authid(),
        "counted": layer.featureCount(),
        "ids": sorted(str(feature["id"]) for feature in features),
        "types": {field.name(): field.typeName() for field in layer.fields()},
        "valid_shapes": all(feature.geometry().isGeosValid() for feature in features),
        "extent": [
            min(box.xMinimum() for box in boxes),
            min(box.yMinimum() for box in boxes),
            max(box.xMaximum() for box in boxes),
            max(box.yMaximum() for box in boxes),
        ],
    }


def read_all(address: str) -> dict[str, Any]:
    from qgis.core import Qgis, QgsFeatureRequest, QgsRectangle

    with urllib.request.urlopen(f"{address}/collections?f=json") as answer:
        names = [found["id"] for found in json.load(answer)["collections"]]
    layers = {name: told(layer_of(address, name)) for name in names}
    units = layer_of(address, "current-units")
    accepted = units.setSubsetString("\"cluster\" = 'C02' AND \"name_vi\" LIKE 'B%'")
    subset = sorted(feature["code"] for feature in units.getFeatures())
    box = QgsFeatureRequest().setFilterRect(QgsRectangle(WEST, SOUTH, EAST, NORTH))
    boxed = sorted(feature["code"] for feature in layer_of(address, "provinces").getFeatures(box))
    return {"version": Qgis.QGIS_VERSION_INT, "layers": layers, "accepted": accepted, "subset": subset, "boxed": boxed}


def main() -> None:
    from qgis.core import QgsApplication

    application = QgsApplication([], False)
    application.initQgis()
    sys.stdout.write(json.dumps(read_all(sys.argv[1])) + "\n")
    application.exitQgis()  # after every layer has gone


if __name__ == "__main__":
    main()
