"""Near-optimal plans that differ, and what all near-optimal plans have in common."""

from clusterplan.planning.portfolio.answer import Portfolio
from clusterplan.planning.portfolio.files import write_portfolio
from clusterplan.planning.portfolio.study import PortfolioSettings, PortfolioStudy, study_portfolio

__all__ = ["Portfolio", "PortfolioSettings", "PortfolioStudy", "study_portfolio", "write_portfolio"]
