"""OGC API Features: collections of layers and plans, ready to be sent."""
