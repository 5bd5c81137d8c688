"""Layers and tables with sources: files to typed frames, checks, neighbours, distances, and frames to files."""

from clusterplan.geodata.adjacency import adjacency_pairs, contiguity_graph, equal_area_crs
from clusterplan.geodata.check import CRS, check_layer
from clusterplan.geodata.distance import distance_matrix_km, great_circle_km
from clusterplan.geodata.holdings import current_register
from clusterplan.geodata.layers import Layers
from clusterplan.geodata.names import nearest_name, unaccented
from clusterplan.geodata.read import read_layer, read_table, read_table_file, table_digest
from clusterplan.geodata.register import Column, LayerRecord, read_register
from clusterplan.geodata.write import feature_collection, write_geojson, write_geopackage

__all__ = [
    "CRS",
    "Column",
    "LayerRecord",
    "Layers",
    "adjacency_pairs",
    "check_layer",
    "contiguity_graph",
    "current_register",
    "distance_matrix_km",
    "equal_area_crs",
    "feature_collection",
    "great_circle_km",
    "nearest_name",
    "read_layer",
    "read_register",
    "read_table",
    "read_table_file",
    "table_digest",
    "unaccented",
    "write_geojson",
    "write_geopackage",
]
