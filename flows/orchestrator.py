"""The Prefect API that runs report to: the user's own server, or one of ours that lives as long as the command.

Prefect's ephemeral mode would start such a server too, but only when the first flow asks for it, and would import the
server into our process besides. Started here at once, it comes up beside the loading of the language model.
"""

from __future__ import annotations

import contextlib
import importlib.metadata
import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

STARTUP_LIMIT_SECONDS = 180
POLL_SECONDS = 0.1
LOCALHOST = "127.0.0.1"

# Nothing may call out; blocks and schedules are of no use to a server that lives for one command.
QUIET = {
    "DO_NOT_TRACK": "1",
    "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
    "PREFECT_CLOUD_ENABLE_ORCHESTRATION_TELEMETRY": "false",
    "PREFECT_LOGGING_LEVEL": "WARNING",
    "PREFECT_LOGGING_TO_API_ENABLED": "false",
    "PREFECT_API_BLOCKS_REGISTER_ON_START": "false",
}
FOR_ONE_COMMAND = {
    "PREFECT_SERVER_UI_ENABLED": "false",
    "PREFECT__SERVER_EPHEMERAL": "1",
    "PREFECT__SERVER_FINAL": "1",
}


class OrchestratorError(RuntimeError):
    """The Prefect server did not come up."""


@dataclass(slots=True)
class LocalApi:
    """A starting or running server. `wait` returns when it answers."""

    url: str
    process: subprocess.Popen | None
    log: Path | None

    def wait(self) -> None:
        """Wait for the server's health check, at most `STARTUP_LIMIT_SECONDS`."""
        if self.process is None:
            return
        direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        limit = time.monotonic() + STARTUP_LIMIT_SECONDS
        while time.monotonic() < limit:
            if self.process.poll() is not None:
                raise OrchestratorError(
                    f"Prefect server: expected it to keep running, it ended with {self.process.returncode}; see {self.log}"
                )
            with contextlib.suppress(OSError), direct.open(f"{self.url}/health", timeout=2) as answer:
                if answer.status == 200:
                    return
            time.sleep(POLL_SECONDS)
        raise OrchestratorError(f"Prefect server: expected an answer within {STARTUP_LIMIT_SECONDS} s, got none; see {self.log}")


def check_scheduler() -> None:
    """Raise OrchestratorError where Prefect's scheduler cannot work: under SQLAlchemy 2.1 it fails at its first insert."""
    installed = importlib.metadata.version("sqlalchemy")
    if not os.environ.get("PREFECT_API_URL") and not installed.startswith("2.0."):
        raise OrchestratorError(
            f"Prefect's scheduler: expected SQLAlchemy 2.0, got {installed}; install 'sqlalchemy<2.1', or set "
            "PREFECT_API_URL to a server of your own"
        )


@contextlib.contextmanager
def orchestrator(home: Path, *, is_lasting: bool = False) -> Iterator[LocalApi]:
    """A Prefect API for the `with` block: PREFECT_API_URL's where set, else a server of our own with its state in `home`.

    `is_lasting`: with its pages and its scheduler, for a server that stays.

    Sets the environment that Prefect reads; import prefect only inside the block.
    """
    for name, value in QUIET.items():
        os.environ.setdefault(name, value)
    if os.environ.get("PREFECT_API_URL"):
        yield LocalApi(os.environ["PREFECT_API_URL"], None, None)
        return
    home.mkdir(parents=True, exist_ok=True)
    os.environ["PREFECT_HOME"] = str(home)
    _pass_by_proxies()
    server = _start_server(home, {} if is_lasting else FOR_ONE_COMMAND)
    os.environ["PREFECT_API_URL"] = server.url
    try:
        yield server
    finally:
        os.environ.pop("PREFECT_API_URL")
        _stop(server.process)


def _pass_by_proxies() -> None:
    """Prefect's client heeds the user's proxy; a server on this machine is not reached through it."""
    named = {name: os.environ.get(name, "") for name in ("no_proxy", "NO_PROXY")}
    hosts = dict.fromkeys(host.strip() for value in named.values() for host in value.split(",") if host.strip())
    os.environ.update(dict.fromkeys(named, ",".join(hosts if "*" in hosts else hosts | {LOCALHOST: None})))


def _start_server(home: Path, special: dict[str, str]) -> LocalApi:
    port = _free_port()
    log = home / "server.log"
    command = [sys.executable, "-m", "flows.api_server", str(port)]
    # A working folder may hold a file with the name of a module that the server imports.
    environment = os.environ | special | {"PREFECT_HOME": str(home), "PYTHONSAFEPATH": "1"}
    with log.open("ab") as file:
        process = subprocess.Popen(
            command, env=environment, stdout=file, stderr=file, stdin=subprocess.PIPE, start_new_session=True
        )
    return LocalApi(f"http://{LOCALHOST}:{port}/api", process, log)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((LOCALHOST, 0))
        return probe.getsockname()[1]


def _stop(process: subprocess.Popen | None) -> None:
    if process is None:
        return
    process.terminate()
    try:
        process.wait(timeout=10)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
