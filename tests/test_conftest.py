"""The guards of the test suite guard: network and missing programs."""

import os
import shutil
import socket
import subprocess
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).resolve().parent


@pytest.mark.parametrize(
    "address", [("192.0.2.1", 80), ("2001:db8::1", 80), ("example.org", 80)], ids=["IPv4", "IPv6", "a name"]
)
def test_a_connection_beyond_loopback_is_refused(address: tuple[str, int]) -> None:
    with pytest.raises(RuntimeError, match=r"a test reached for the network: .* Tests use loopback only\."):
        socket.create_connection(address)


def run_pytest(folder: Path, *arguments: str, **variables: str) -> tuple[int, str]:
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", *arguments],
        cwd=folder,
        env=os.environ | variables,
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout


@pytest.fixture
def suite(tmp_path: Path) -> Path:
    """A small suite under the same conftest: a slow test needs a program, another one a file of TeX."""
    (tmp_path / "tests").mkdir()
    shutil.copy(HERE / "conftest.py", tmp_path / "tests")
    (tmp_path / "pyproject.toml").write_text('[tool.pytest.ini_options]\ntestpaths = ["tests"]\nmarkers = ["slow"]\n')
    (tmp_path / "tests" / "test_it.py").write_text(
        "import pytest\n"
        "@pytest.mark.slow\n"
        "@pytest.mark.requires_tool('no-such-program')\n"
        "def test_b(): pass\n"
        "@pytest.mark.requires_tool('no-such-file.sty')\n"
        "def test_c(): pass\n"
    )
    return tmp_path


def test_a_missing_program_skips_here_and_fails_in_ci(suite: Path) -> None:
    reasons = [f"{name} was not found; on Debian: apt-get install" for name in ("no-such-program", "no-such-file.sty")]
    code, printed = run_pytest(suite, "-rs", "--slow", LISTOMETRICS_REQUIRE_TOOLS="0")
    assert code == 0 and all(reason in printed for reason in reasons)
    code, printed = run_pytest(suite, "--slow", LISTOMETRICS_REQUIRE_TOOLS="1")
    assert code == 1 and all(reason in printed for reason in reasons)
