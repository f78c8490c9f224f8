"""What all tests share: options, external tools, a browser, and no network."""

import ipaddress
import os
import shutil
import socket
import subprocess
from collections.abc import Callable, Iterator
from functools import cache
from typing import Any

import hypothesis
import pytest

# The same examples each time, so that a failure is the change's own; no time limit, since machines differ.
hypothesis.settings.register_profile("listometrics", deadline=None, derandomize=True)
hypothesis.settings.load_profile("listometrics")

REQUIRE_TOOLS = "LISTOMETRICS_REQUIRE_TOOLS"

# What a missing program is to be installed as.
DEBIAN_PACKAGES = {
    "bibtex": "texlive-latex-base",
    "biber": "biber",
    "cc": "gcc",
    "chromium": "chromium",
    "git": "git",
    "pdflatex": "texlive-latex-base",
    "pdftoppm": "poppler-utils",
    "pdftotext": "poppler-utils",
    # Files of TeX, which parts of it bring.
    "biblatex.sty": "texlive-bibtex-extra",
    "booktabs.sty": "texlive-latex-recommended",
    "IEEEtran.cls": "texlive-publishers",
    "import.sty": "texlive-latex-extra",
    "pgfmath.sty": "texlive-pictures",
    "ptmr7t.tfm": "texlive-fonts-recommended",
}


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--slow", action="store_true", help="run the slow tests too")


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line(
        "markers", "requires_tool(*names): needs these programs; skipped without them, unless CI requires all"
    )


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if config.getoption("--slow"):
        return
    for item in items:
        if "slow" in item.keywords:
            item.add_marker(pytest.mark.skip(reason="slow: run with --slow"))


@cache
def is_there(name: str) -> bool:
    """Tell whether a program, or a file of TeX, can be found."""
    if "." not in name:
        return shutil.which(name) is not None
    return shutil.which("kpsewhich") is not None and subprocess.run(["kpsewhich", name], check=False).returncode == 0


def pytest_runtest_setup(item: pytest.Item) -> None:
    for marker in item.iter_markers("requires_tool"):
        for name in marker.args:
            if not is_there(name):
                reason = f"{name} was not found; on Debian: apt-get install {DEBIAN_PACKAGES.get(name, name)}"
                if os.environ.get(REQUIRE_TOOLS) == "1":
                    pytest.fail(reason, pytrace=False)
                pytest.skip(reason)


# --- No network -------------------------------------------------------------------------------------------


def is_on_this_machine(host: object) -> bool:
    """Tell whether a host, as the functions of `socket` take it, is this machine."""
    name = host.decode() if isinstance(host, bytes) else host
    if not isinstance(name, str) or name in ("", "localhost"):
        return True
    try:
        return ipaddress.ip_address(name.partition("%")[0]).is_loopback
    except ValueError:
        return False


def refuse_beyond_loopback(function: Callable[..., Any], where: int) -> Callable[..., Any]:
    """Wrap a function of `socket` so that an address or host (argument `where`) beyond loopback fails."""

    def guarded(*args: Any, **kwargs: Any) -> Any:
        address = args[where] if len(args) > where else None
        # A pair is an address of the Internet; the path of a Unix socket is of this machine.
        host = address[0] if isinstance(address, tuple) else address if where == 0 else None
        if not is_on_this_machine(host):
            raise RuntimeError(f"a test reached for the network: {host!r}. Tests use loopback only.")
        return function(*args, **kwargs)

    return guarded


@pytest.fixture(scope="session", autouse=True)
def no_network() -> Iterator[None]:
    """Let sockets of this process reach loopback only.

    Programs that a test starts (kernels, pandoc, LaTeX, a browser) are not held by this: they are expected to
    work offline. The one exception is the slow test of a bare clone, which installs the locked packages.
    """
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", refuse_beyond_loopback(socket.socket.connect, 1))
        patch.setattr(socket.socket, "connect_ex", refuse_beyond_loopback(socket.socket.connect_ex, 1))
        patch.setattr(socket, "getaddrinfo", refuse_beyond_loopback(socket.getaddrinfo, 0))
        yield


# --- A browser ---------------------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """Debian's Chromium, driven by Playwright: one a process, since a second one would find its loop running."""
    from playwright.sync_api import sync_playwright

    options = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"]
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=options)
        yield started
        started.close()
