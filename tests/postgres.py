"""Debian's PostgreSQL in a temporary folder: no port, no password, gone after the tests."""

from __future__ import annotations

import itertools
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

MISSING = "PostgreSQL's server is not installed here: apt-get install postgresql. Or leave out: -m 'not postgres'."


class PostgresServer:
    """A server that only this machine's users can reach, through a socket in its folder.

    It does not flush to disk: the tests kill its clients and stop it, they do not cut the power.
    """

    def __init__(self) -> None:
        self.programs = _programs()
        self.folder = Path(tempfile.mkdtemp(prefix="clusterplan-pg-", dir="/tmp"))  # a socket's path must be short
        self.numbers = itertools.count(1)
        if os.geteuid() == 0:  # the server refuses to run as root
            shutil.chown(self.folder, "postgres", "postgres")
        self._run("initdb", "-A", "trust", "-U", "postgres", "-E", "UTF8", "--no-sync")
        self.start()

    def start(self) -> None:
        fast = "-c fsync=off -c full_page_writes=off -c wal_level=minimal -c max_wal_senders=0"
        settings = f"-k {self.folder} -c listen_addresses='' {fast}"
        self._run("pg_ctl", "-w", "-l", str(self.folder / "log"), "-o", settings, "start")

    def stop(self, mode: str = "fast") -> None:
        """End the server without waiting for its clients."""
        self._run("pg_ctl", "-w", "-m", mode, "stop")

    def remove(self) -> None:
        self.stop("immediate")  # writes nothing that nobody will read
        shutil.rmtree(self.folder)

    def new_database(self, template: str = "template0") -> str:
        """Make an empty database, or a copy of another one, and return its name."""
        name = f"test_{next(self.numbers)}"
        with psycopg.connect(f"host={self.folder} user=postgres dbname=postgres", autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name} TEMPLATE {template}".encode())
        return name

    def url(self, name: str) -> str:
        return f"postgresql+psycopg://postgres@/{name}?host={self.folder}"

    def _run(self, program: str, *arguments: str) -> None:
        other = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
        command = [*other, str(self.programs / program), "-D", str(self.folder / "data"), *arguments]
        ended = subprocess.run(command, cwd="/tmp", stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, check=False)
        assert ended.returncode == 0, f"{program}: {ended.stderr.decode()}"


def _programs() -> Path:
    """Return the folder of the newest installed server; Debian keeps it off the path."""
    debian = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    found = shutil.which("initdb")
    if found:
        debian.append(Path(found))
    if not debian:
        pytest.fail(MISSING)
    return debian[-1].parent


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[PostgresServer]:
    """Start the server once for all tests of this process."""
    server = PostgresServer()
    yield server
    server.remove()


@pytest.fixture
def postgres_url(postgres_server: PostgresServer) -> str:
    """Return the address of an empty database."""
    return postgres_server.url(postgres_server.new_database())
