"""OGC API Features: collections of layers and plans, their features, filters, encodings, and the OpenAPI document."""

from clusterplan.web.features.catalogue import Catalogue
from clusterplan.web.features.collections import Collection, Field
from clusterplan.web.features.install import add_features, catalogue_with_layers
from clusterplan.web.features.plans import plan_id_of

__all__ = ["Catalogue", "Collection", "Field", "add_features", "catalogue_with_layers", "plan_id_of"]
