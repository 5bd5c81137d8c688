"""The service beside tipg on PostGIS and pygeoapi on PostgreSQL: the same data, machine and run."""
