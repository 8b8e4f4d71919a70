import os
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from flows import orchestrator
from flows.orchestrator import LocalApi


class Healthy(BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.end_headers()

    def log_message(self, *_):
        pass


class Running:
    """A process that goes on."""

    def poll(self):
        return None


@pytest.fixture
def server():
    with HTTPServer(("127.0.0.1", 0), Healthy) as made:
        threading.Thread(target=made.serve_forever, daemon=True).start()
        yield made
        made.shutdown()


def test_the_own_server_is_not_sought_behind_a_proxy(server, monkeypatch):
    for name in ("no_proxy", "NO_PROXY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    monkeypatch.setattr(orchestrator, "STARTUP_LIMIT_SECONDS", 5)
    LocalApi(f"http://127.0.0.1:{server.server_port}/api", Running(), None).wait()


@pytest.mark.parametrize(
    ("lower", "upper", "expected"),
    [
        (None, None, "127.0.0.1"),
        ("intranet", None, "intranet,127.0.0.1"),
        ("a, b", "b,c", "a,b,c,127.0.0.1"),
        ("*", None, "*"),
        ("127.0.0.1", "127.0.0.1", "127.0.0.1"),
    ],
)
def test_clients_pass_by_proxies_too(monkeypatch, lower, upper, expected):
    for name, value in {"no_proxy": lower, "NO_PROXY": upper}.items():
        monkeypatch.setenv(name, value or "")
    orchestrator._pass_by_proxies()
    assert os.environ["no_proxy"] == os.environ["NO_PROXY"] == expected
