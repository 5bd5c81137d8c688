"""Log lines for people or for machines, each with its time and its fields."""

from __future__ import annotations

import logging
import sys
from typing import Any

import structlog

from clusterplan.web.settings import Settings

__all__ = ["set_up_logs"]


def set_up_logs(settings: Settings) -> None:
    """Send every log line to the error stream, in the form that the operator chose.

    Parameters
    ----------
    settings
        Form and least level.
    """
    name = settings.log_level or ("info" if settings.has_login else "warning")
    level = logging.getLevelNamesMapping()[name.upper()]
    shared: list[Any] = [structlog.stdlib.add_log_level, structlog.processors.TimeStamper(fmt="iso", utc=True)]
    ending: list[Any]
    if settings.log_format == "json":
        ending = [structlog.processors.dict_tracebacks, structlog.processors.JSONRenderer(ensure_ascii=False)]
    else:
        ending = [structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())]
    structlog.configure(
        processors=[*shared, *ending],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.WriteLoggerFactory(sys.stderr),
        cache_logger_on_first_use=False,
    )
    handler = logging.StreamHandler(sys.stderr)  # other libraries' lines, in the same form
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared, processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *ending]
        )
    )
    logging.basicConfig(level=max(level, logging.WARNING), handlers=[handler], force=True)
