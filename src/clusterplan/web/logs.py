"""Log lines for people or for machines, each with its time and its fields."""

from __future__ import annotations

import json
import logging
import sys
from collections.abc import Callable
from typing import Any

import orjson
import structlog

from clusterplan.web.settings import Settings

__all__ = ["set_up_logs"]

# Without the values of variables: keys, cookies and whole plans are among them.
_TRACEBACKS = structlog.processors.ExceptionRenderer(structlog.tracebacks.ExceptionDictTransformer(show_locals=False))


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
        ending = [_TRACEBACKS, structlog.processors.JSONRenderer(_as_json)]
    else:
        ending = [structlog.dev.ConsoleRenderer(sys.stderr.isatty(), exception_formatter=structlog.dev.plain_traceback)]
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


def _as_json(fields: Any, default: Callable[[Any], Any]) -> str:
    """Return a line in JSON, from the fast writer unless there is something in it that only the patient one takes."""
    try:
        return orjson.dumps(fields, default).decode()
    except TypeError:
        return json.dumps(fields, default=default)  # half a character is escaped, and the stream takes it
