"""A ministry's network may lead nowhere: the service starts and answers without one outgoing connection."""

from __future__ import annotations

import signal
import subprocess
import sys
from urllib.parse import urlsplit

import pytest
from tests.web.test_server import fetched

from clusterplan.web import Settings

PATHS = ("/", "/map.html", "/api", "/collections/current-units/items", "/readyz", "/metrics")


@pytest.mark.slow
def test_the_service_starts_and_answers_with_every_outgoing_connection_refused(settings: Settings) -> None:
    command = [sys.executable, "-m", "tests.web.closed_network", str(settings.state_folder)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as service:
        assert service.stdout is not None
        where = urlsplit(service.stdout.readline().strip())
        answers = {path: fetched(where.hostname or "", where.port or 0, path)[0] for path in PATHS}
        service.send_signal(signal.SIGINT)
        _, errors = service.communicate(timeout=60)
    assert answers == dict.fromkeys(PATHS, 200)
    assert "OUTGOING" not in errors
    assert service.returncode == 0
