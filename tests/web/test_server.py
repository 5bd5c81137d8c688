"""The address that is bound: this machine alone, and a real server on it."""

from __future__ import annotations

import http.client
import os
import queue
import signal
import socket
import subprocess
import sys
import threading
import time
from urllib.parse import urlsplit

import pytest
from pydantic import SecretStr

from clusterplan.errors import UsageError
from clusterplan.web import Settings, require_safe_binding, serve
from clusterplan.web.state.errors import StateUnavailableError


@pytest.mark.parametrize("host", ["127.0.0.1", "127.1.2.3", "::1", "localhost"])
def test_loopback_addresses_are_allowed(host: str) -> None:
    require_safe_binding(Settings(host=host))


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.1.2", "example.org", "", "127.0.0.1.example.org"])
def test_other_addresses_are_refused_because_there_is_no_login(host: str) -> None:
    with pytest.raises(UsageError, match="No login"):
        serve(Settings(host=host, port=0), print)


def test_a_port_that_is_taken_is_named() -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        with pytest.raises(UsageError, match=f"127.0.0.1:{port}") as caught:
            serve(Settings(port=port), print)
    assert "--port" in caught.value.lines("en")[1]


def test_no_address_is_told_while_the_database_does_not_answer() -> None:
    told: list[str] = []
    with pytest.raises(StateUnavailableError):
        serve(Settings(port=0, database=SecretStr("postgresql+psycopg://127.0.0.1:1/none")), told.append)
    assert told == []


def fetched(host: str, port: int, path: str) -> tuple[int, bytes]:
    """Ask once on a connection of its own, and again if a busy machine closed it before the answer."""
    for attempt in range(3):
        connection = http.client.HTTPConnection(host, port, timeout=60)
        try:
            connection.request("GET", path)
            answer = connection.getresponse()
            return answer.status, answer.read()
        except ConnectionError:
            time.sleep(attempt)
        finally:
            connection.close()
    raise ConnectionError(path)


def test_a_real_server_announces_its_address_answers_and_ends_on_ctrl_c(settings: Settings) -> None:
    addresses: queue.SimpleQueue[str] = queue.SimpleQueue()
    answers: list[tuple[int, bytes]] = []

    def visit() -> None:
        try:
            where = urlsplit(addresses.get(timeout=60))
            paths = ("/healthz", "/collections/current-units/items/02")
            answers.extend(fetched(where.hostname or "", where.port or 0, path) for path in paths)
        finally:
            os.kill(os.getpid(), signal.SIGINT)

    visitor = threading.Thread(target=visit)
    visitor.start()
    serve(settings, addresses.put)
    visitor.join()
    assert [status for status, _ in answers] == [200, 200]
    assert "Đắk Hai" in answers[1][1].decode()


_TWO_PROCESSES = """
import sys
from pathlib import Path
from clusterplan.web import Settings, serve
settings = Settings(state_folder=Path(sys.argv[1]), port=0, workers=2, job_workers=0)
serve(settings, lambda address: print(address, flush=True))
"""


@pytest.mark.slow
def test_several_processes_share_a_socket_and_add_up_what_they_count(settings: Settings) -> None:
    command = [sys.executable, "-c", _TWO_PROCESSES, str(settings.state_folder)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as service:
        assert service.stdout is not None
        where = urlsplit(service.stdout.readline().strip())
        host, port = where.hostname or "", where.port or 0
        answers = [fetched(host, port, "/collections/current-units/items/02")[0] for _ in range(20)]
        counts = fetched(host, port, "/metrics")[1].decode()
        service.send_signal(signal.SIGTERM)
        service.communicate(timeout=60)
    assert answers == [200] * 20
    counted = 'route="/collections/{collection_id}/items/{feature_id}",status="200"} 20.0'
    assert counted in counts
