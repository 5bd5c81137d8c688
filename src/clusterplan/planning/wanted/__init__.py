"""What is missing of a unit, which office has it, and a form by which it comes back as data."""

from clusterplan.planning.wanted.filling import Filled, FilledValue, fill_tables
from clusterplan.planning.wanted.form import write_wanted_form
from clusterplan.planning.wanted.listing import Wanted, WantedIndicator, wanted_of

__all__ = ["Filled", "FilledValue", "Wanted", "WantedIndicator", "fill_tables", "wanted_of", "write_wanted_form"]
