"""Real HTTP on loopback; only the clock is another one, so that no test waits."""

import logging
import re
import socket
import threading
import time
from collections.abc import Iterator
from dataclasses import replace

import pytest
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from listometrics.errors import StudyError
from listometrics.sources import client as module
from listometrics.sources.arxiv import Arxiv
from listometrics.sources.client import ATTEMPTS, Budget, BudgetSpent, Client, Fault, Service
from listometrics.sources.openalex import OpenAlex

SECRET = "k3y/with+signs"
ARXIV, OPENALEX = Arxiv.service, OpenAlex.service


class Hands:
    """A clock whose hands a test moves: to sleep is to move them."""

    def __init__(self) -> None:
        self.time, self.slept = 0.0, []

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.time += seconds

    def budget(self, requests: int = 100, seconds: float = 1e6) -> Budget:
        return Budget(requests, seconds, lambda: self.time, self.sleep)


@pytest.fixture
def hands() -> Hands:
    return Hands()


@pytest.fixture(autouse=True)
def no_pauses() -> None:
    """Pauses are as long as they are: the clock is another one."""


@pytest.fixture(scope="module")
def running_server() -> Iterator[HTTPServer]:
    with HTTPServer(host="127.0.0.1") as server:
        yield server


@pytest.fixture
def server(running_server: HTTPServer) -> HTTPServer:
    running_server.clear()
    return running_server


def make_client(server: HTTPServer, budget: Budget, service: Service = ARXIV) -> Client:
    there = replace(service.move(server.url_for("").rstrip("/")), interval=service.interval)
    return Client(there, budget, {"OPENALEX_API_KEY": SECRET, "LISTOMETRICS_MAIL": "who@example.org"})


def answer_in_turn(server: HTTPServer, *answers: Response) -> list[Request]:
    """Answer requests one after the other; the last answer stays."""
    asked: list[Request] = []
    waiting = list(answers)

    def handle(request: Request) -> Response:
        asked.append(request)
        return waiting.pop(0) if len(waiting) > 1 else waiting[0]

    server.expect_request(re.compile(".*")).respond_with_handler(handle)
    return asked


def read(body: bytes) -> str:
    return body.decode()


def test_an_answer_is_read_requests_keep_their_distance_and_the_client_says_who_it_is(
    server: HTTPServer, hands: Hands
) -> None:
    asked = answer_in_turn(server, Response("yes"))
    client = make_client(server, hands.budget())
    for _ in range(4):
        assert client.ask("/api/query", {"id_list": "1,2", "a b": "c&d"}, read) == "yes"
    assert hands.slept == [3.0, 3.0, 3.0]
    assert asked[0].args.to_dict() == {"id_list": "1,2", "a b": "c&d"}
    assert re.fullmatch(r"listometrics/\S+ \(mailto:who@example\.org\)", asked[0].headers["User-Agent"])


def test_a_mirror_keeps_the_pause_and_a_server_on_this_machine_needs_neither_pause_nor_key() -> None:
    assert ARXIV.move("https://mirror.example.org/").interval == ARXIV.interval
    here = OPENALEX.move("http://127.0.0.1:8000/")
    assert (here.base, here.interval, here.key_page) == ("http://127.0.0.1:8000", 0.0, "")


@pytest.mark.parametrize(
    ("base", "said"),
    [("http://example.org", "http://example.org is not encrypted"), ("ftp://example.org", "is no web address"),
     ("https://", "is no web address"), ("https://key@example.org", "is no web address"),
     ("https://[", "is no web address"), ("http://127.0.0.1.example.org", "is not encrypted")],
)  # fmt: skip
def test_an_address_that_is_none_or_not_encrypted_is_refused(base: str, said: str) -> None:
    with pytest.raises(StudyError, match=re.escape(said)):
        ARXIV.move(base)


def test_faults_that_pass_are_asked_again_and_retry_after_is_waited_for(server: HTTPServer, hands: Hands) -> None:
    waits = [Response("slow", 429, {"Retry-After": value}) for value in ("7", "Thu, 01 Jan 1970 00:00:00 GMT", "x")]
    for answers in ([Response("no", s) for s in (408, 429, 500, 502)], [Response("no", s) for s in (503, 504)], waits):
        server.clear()
        asked = answer_in_turn(server, *answers, Response("yes"))
        assert make_client(server, hands.budget()).ask("/", {}, read) == "yes"
        assert len(asked) == len(answers) + 1
    assert 7.0 in hands.slept


def test_the_pauses_grow_and_no_two_runs_wait_alike(server: HTTPServer) -> None:
    answer_in_turn(server, Response("no", 503))
    waited = []
    for hands in (Hands(), Hands()):
        with pytest.raises(Fault, match=rf"^HTTP 503 Service Unavailable; asked {ATTEMPTS} times$"):
            make_client(server, hands.budget(), replace(ARXIV, interval=0.001)).ask("/", {}, read)
        waited.append([pause for pause in hands.slept if pause > 0.01])
    assert [len(pauses) for pauses in waited] == [ATTEMPTS - 1] * 2
    assert all(0.5 * 2**n <= pause <= 2.0**n for pauses in waited for n, pause in enumerate(pauses))
    assert waited[0] != waited[1]


def test_a_fault_that_stays_or_asks_to_wait_for_long_is_not_asked_again(server: HTTPServer, hands: Hands) -> None:
    answers = {status: (Response("no", status), rf"^HTTP {status} ") for status in (400, 401, 403, 404, 410, 414)}
    answers[0] = Response("no", 429, {"Retry-After": "9999"}), r"it asks to wait 9999 s: run again later"
    for status, (answer, said) in answers.items():
        server.clear()
        asked = answer_in_turn(server, answer)
        with pytest.raises(Fault, match=said) as caught:
            make_client(server, hands.budget()).ask("/", {}, read)
        assert len(asked) == 1 and caught.value.status == status
    assert sum(hands.slept) == 0


def serve_raw(raw: bytes, reset: bool = False) -> tuple[str, socket.socket, list[object]]:
    """Answer the first request of every connection with these bytes, then close or reset it, a little late."""
    listener, connections = socket.create_server(("127.0.0.1", 0)), list[object]()

    def run() -> None:
        while True:
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            connections.append(connection)
            connection.recv(65536)
            connection.sendall(raw)
            time.sleep(0.02)  # a connection that is used again meanwhile is closed in the midst of the next request
            if reset:
                connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\0\0\0\0\0\0\0")
            connection.close()

    threading.Thread(target=run, daemon=True).start()
    return f"http://127.0.0.1:{listener.getsockname()[1]}", listener, connections


CUT = b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n<feed"
# A reset may overtake the bytes before it: then the headers are not seen either.
BROKEN = {
    "cut within its length": (CUT, "the answer broke off"),
    "cut within a chunk": (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n<feed\r\n", "broke off"),
    "not packed as it says": (b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 4\r\n\r\nnope", "broke"),
    "nothing": (b"", "cannot be reached, or ended the connection"),
    "no HTTP": (b"not HTTP at all\r\n\r\n", "cannot be reached, or ended the connection"),
    "reset": (CUT, "(broke off|ended the connection)"),
}


@pytest.mark.parametrize("case", BROKEN)
def test_a_connection_that_breaks_is_tried_again_and_then_said(hands: Hands, case: str) -> None:
    raw, said = BROKEN[case]
    base, listener, connections = serve_raw(raw, case == "reset")
    client = Client(ARXIV.move(base), hands.budget(), {})
    with listener, pytest.raises(Fault, match=rf"{said}.*; asked {ATTEMPTS} times"):
        client.ask("/", {}, read)
    assert client.budget.used == len(connections) == ATTEMPTS, "each attempt has a connection of its own"


def test_a_server_that_is_silent_or_drips_is_left(
    server: HTTPServer, hands: Hands, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "TIMEOUT", (0.1, 0.1))
    with socket.create_server(("127.0.0.1", 0)) as silent:
        base = f"http://127.0.0.1:{silent.getsockname()[1]}"
        with pytest.raises(Fault, match=rf"no answer within 0\.1 s; asked {ATTEMPTS} times"):
            Client(ARXIV.move(base), hands.budget(), {}).ask("/", {}, read)
    monkeypatch.setattr(module, "WHOLE", -1.0)
    answer_in_turn(server, Response("slowly"))
    with pytest.raises(Fault, match="an answer that takes longer than"):
        make_client(server, hands.budget()).ask("/", {}, read)


def test_a_body_over_the_limit_is_not_read(server: HTTPServer, hands: Hands, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST_BYTES", 1000)
    for body in ("x" * 2000, iter(["x" * 500] * 4)):  # the second without its length
        server.clear()
        answer_in_turn(server, Response(body))
        with pytest.raises(Fault, match=r"more than 1,000( bytes)?: not read"):
            make_client(server, hands.budget()).ask("/", {}, read)


def test_a_redirect_is_followed_on_the_same_host_and_nowhere_else(server: HTTPServer, hands: Hands) -> None:
    asked = answer_in_turn(server, Response("", 301, {"Location": "/moved?x=1"}), Response("yes"))
    client = make_client(server, hands.budget(), OPENALEX)
    assert client.ask("/", {}, read) == "yes" and len(asked) == 2
    server.clear()
    with HTTPServer(host="127.0.0.1") as other:
        there = answer_in_turn(other, Response("stolen"))
        answer_in_turn(server, Response("", 302, {"Location": other.url_for("/in")}))
        with pytest.raises(Fault, match=r"redirects to another host, 127\.0\.0\.1: not followed"):
            client.ask("/", {}, read)
    assert there == []
    server.clear()
    circle = answer_in_turn(server, Response("", 302, {"Location": "/"}))
    with pytest.raises(Fault, match="redirects more than 3 times"):
        client.ask("/", {}, read)
    assert len(circle) == 4


def test_a_server_whose_certificate_cannot_be_verified_is_not_asked_again(server: HTTPServer, hands: Hands) -> None:
    # A server without TLS shows no certificate at all.
    secure = server.url_for("").rstrip("/").replace("http://", "https://")
    client = Client(ARXIV.move(secure), hands.budget(), {})
    assert client.session.verify is True
    with pytest.raises(Fault, match=r"its certificate cannot be verified$"):
        client.ask("/", {}, read)
    assert client.budget.used == 1


def test_the_budget_counts_every_attempt_and_ends_a_pause_before_it_starts(server: HTTPServer, hands: Hands) -> None:
    asked = answer_in_turn(server, Response("no", 503))
    with pytest.raises(BudgetSpent, match="the budget of 3 requests is spent"):
        make_client(server, hands.budget(3)).ask("/", {}, read)
    assert len(asked) == 3
    server.clear()
    answer_in_turn(server, Response("no", 429, {"Retry-After": "100"}))
    before = hands.time
    with pytest.raises(BudgetSpent, match="the budget of 1 minutes is spent"):
        make_client(server, hands.budget(seconds=60.0)).ask("/", {}, read)
    assert hands.time == before


def test_a_key_is_sent_as_a_header_and_is_in_no_address_error_or_log(
    server: HTTPServer, hands: Hands, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)

    def complain(body: bytes) -> str:
        raise Fault(f"the service says: {body.decode()}"[:29])

    asked = answer_in_turn(server, Response(f"bad key {SECRET}"))
    with pytest.raises(Fault, match=r"the service says: bad key …$") as caught:
        make_client(server, hands.budget(), OPENALEX).ask("/works", {}, complain)
    assert asked[0].headers["Authorization"] == f"Bearer {SECRET}"
    assert SECRET not in asked[0].url + caplog.text + repr(caught.value)


def test_no_key_of_a_netrc_file_is_sent(server: HTTPServer, hands: Hands, monkeypatch, tmp_path) -> None:  # type: ignore[no-untyped-def]
    (tmp_path / "netrc").write_text("machine 127.0.0.1 login me password secret\n")
    monkeypatch.setenv("NETRC", str(tmp_path / "netrc"))
    asked = answer_in_turn(server, Response("yes"))
    make_client(server, hands.budget()).ask("/", {}, read)
    assert "Authorization" not in asked[0].headers


@pytest.mark.parametrize(
    ("environment", "said"),
    [
        ({}, r"^openalex: OPENALEX_API_KEY is not set\. Put your key there"),
        ({"OPENALEX_API_KEY": "one\ntwo"}, "OPENALEX_API_KEY holds a line break"),
        ({"OPENALEX_API_KEY": "k", "LISTOMETRICS_MAIL": "nobody\r\nX-Evil: 1@x"}, "is no mail address"),
        ({"OPENALEX_API_KEY": "k", "LISTOMETRICS_MAIL": "nobody"}, "is no mail address"),
    ],
)
def test_a_setting_that_is_missing_or_would_break_a_header_is_refused(
    hands: Hands, environment: dict[str, str], said: str
) -> None:
    with pytest.raises(StudyError, match=said):
        Client(OPENALEX, hands.budget(), environment)
