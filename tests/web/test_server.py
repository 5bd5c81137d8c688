"""The address that is bound: this machine alone, and a real server on it."""

from __future__ import annotations

import http.client
import os
import queue
import signal
import socket
import threading
import time
from urllib.parse import urlsplit

import pytest

from clusterplan.errors import UsageError
from clusterplan.web import Settings, require_safe_binding, serve


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
