"""pyproject.toml, the two locks and environment.yml agree, and a running environment is judged by them."""

import ast
import re
import sys
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

import pytest
import rattler
import yaml
from packaging.specifiers import SpecifierSet

from listometrics import requirements

ROOT = Path(__file__).resolve().parents[1]
BUILD = rattler.BuildString("0")
LOCKS = {"requirements.lock": ["build"], "requirements-test.lock": ["build", "test"]}
# Where conda-forge has another name: an older spelling, or the part of a distribution without optional backends.
CONDA_NAMES = {
    "jupyter-client": "jupyter_client",
    "jupyter-core": "jupyter_core",
    "matplotlib": "matplotlib-base",
    "pandera": "pandera-pandas",
    "seaborn": "seaborn-base",
}
# Where a module has another name than its distribution.
MODULE_NAMES = {
    "fonttools": "fontTools",
    "markdown-it-py": "markdown_it",
    "pypandoc-binary": "pypandoc",
    "py-rattler": "rattler",
    "pyyaml": "yaml",
}
# What conda-forge does not have, so that `pip: [-e .]` brings it.
NOT_ON_CONDA_FORGE = {"bibtexparser", "pypandoc-binary", "typst"}


def normalize(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def read_direct(groups: list[str]) -> dict[str, list[tuple[str, str]]]:
    pairs = map(requirements.split_requirement, requirements.read_requirements(ROOT, groups))
    return {normalize(name): bounds for name, bounds in pairs}


def read_pins(lock: str) -> dict[str, str]:
    text = (ROOT / lock).read_text(encoding="utf-8")
    return dict(re.findall(r"^([a-z0-9-]+)==([^ ;\\]+)", text, re.MULTILINE))


def read_conda() -> list[object]:
    dependencies = yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf-8"))["dependencies"]
    assert isinstance(dependencies, list)
    return dependencies


@pytest.mark.parametrize(("lock", "groups"), LOCKS.items())
def test_a_lock_pins_every_direct_requirement_within_its_bounds(lock: str, groups: list[str]) -> None:
    pins = read_pins(lock)
    for name, bounds in read_direct(groups).items():
        assert name in pins, f"{name} is not in {lock}: run scripts/lock.py"
        assert requirements.is_within(pins[name], bounds), f"{lock}: {name}=={pins[name]}: run scripts/lock.py"


def test_every_locked_version_allows_the_least_python() -> None:
    """Debian 12 has 3.11.2: that a later 3.11 is enough for a package is not."""
    least = requirements.read_project(ROOT)["project"]["requires-python"].removeprefix(">=") + ".0"
    refusing = {}
    for name, version in read_pins("requirements-test.lock").items():
        try:
            found = distribution(name)
        except PackageNotFoundError:  # of another system or Python
            continue
        allowed = found.metadata["Requires-Python"] or ""
        if found.version == version and not SpecifierSet(allowed).contains(least):
            refusing[name] = allowed
    assert refusing == {}


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_has_hashes_for_every_package_and_no_address(lock: str) -> None:
    text = (ROOT / lock).read_text(encoding="utf-8")
    packages = re.split(r"^(?=[a-z0-9][a-z0-9.-]*==)", text, flags=re.MULTILINE)[1:]
    assert len(packages) == len(read_pins(lock)), "a package stands in the lock twice"
    for package in packages:
        assert re.search(r"--hash=sha256:[0-9a-f]{64}\b", package), package
    options = [line for line in text.splitlines() if line.startswith("-")]
    assert options == []
    assert not re.search(r"https?:|file:|git\+| @ |/[a-z]+/", text)


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_names_the_command_that_makes_it(lock: str) -> None:
    header = (ROOT / lock).read_text(encoding="utf-8").splitlines()[:2]
    assert header[1] == "#    python3 scripts/lock.py"


def test_the_test_lock_has_all_of_the_runtime_lock_in_the_same_versions() -> None:
    runtime, test = read_pins("requirements.lock"), read_pins("requirements-test.lock")
    assert {name: test.get(name) for name in runtime} == runtime


def test_the_runtime_lock_has_no_test_tools() -> None:
    assert {"hypothesis", "mypy", "pytest", "ruff"}.isdisjoint(read_pins("requirements.lock"))


def test_the_conda_environment_has_the_same_requirements_with_the_same_bounds() -> None:
    expected = {
        CONDA_NAMES.get(name, name): [bound for bound in bounds if bound[0] == ">="]
        for name, bounds in read_direct([]).items()
        if name not in NOT_ON_CONDA_FORGE
    }
    expected |= {"python": [(">=", "3.11")], "pip": []}
    found = dict(requirements.split_requirement(line) for line in read_conda() if isinstance(line, str))
    assert found == expected


def test_the_conda_environment_comes_from_conda_forge_and_ends_with_this_checkout() -> None:
    environment = yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf-8"))
    assert environment["channels"] == ["conda-forge"]
    assert read_conda()[-1] == {"pip": ["-e ."]}


def test_conda_itself_would_read_each_requirement_and_take_the_locked_version() -> None:
    pins = read_pins("requirements.lock")
    names = {conda: name for name, conda in CONDA_NAMES.items()}
    for line in (line for line in read_conda() if isinstance(line, str)):
        spec = rattler.MatchSpec(line, strict=True)
        assert spec.name is not None
        conda = spec.name.normalized
        pinned = pins.get(normalize(names.get(conda, conda)), {"python": "3.11.7", "pip": "25.0"}.get(conda, ""))
        assert pinned, f"{conda} is not in requirements.lock"
        record = rattler.PackageRecord(conda, pinned, BUILD, 0, "noarch")
        assert spec.matches(record), f"environment.yml: {line} does not take {pinned}"
        assert not spec.matches(rattler.PackageRecord(f"{conda}-other", pinned, BUILD, 0, "noarch"))


def test_a_lower_version_than_asked_for_would_not_be_taken_by_conda() -> None:
    bounded = [line for line in read_conda() if isinstance(line, str) and ">=" in line]
    assert len(bounded) > 20
    for line in bounded:
        name, bound = line.split(">=")
        spec = rattler.MatchSpec(line, strict=True)
        assert spec.matches(rattler.PackageRecord(name, bound, BUILD, 0, "noarch")), line
        assert not spec.matches(rattler.PackageRecord(name, "0.0.1", BUILD, 0, "noarch")), line


def test_python_has_the_same_bound_everywhere() -> None:
    project = requirements.read_project(ROOT)
    assert project["project"]["requires-python"] == ">=3.11"
    assert project["tool"]["ruff"]["target-version"] == "py311"


@pytest.mark.parametrize("group", ["dependencies", "test"])
def test_every_direct_requirement_has_a_reason_and_a_lower_bound(group: str) -> None:
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    block = text.partition(f"\n{group} = [\n")[2].partition("\n]")[0]
    assert block
    for line in block.splitlines():
        assert re.fullmatch(r' +"[\w.-]+>=[\d.]+(,<[\d.]+)?", +# \w.+', line), line


def list_imports(folder: str) -> set[str]:
    modules: set[str] = set()
    for path in (ROOT / folder).rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                modules |= {alias.name for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.level == 0:
                modules.add(str(node.module))
    return {module.partition(".")[0] for module in modules} - sys.stdlib_module_names - {"listometrics"}


@pytest.mark.parametrize(("folder", "groups"), [("src", []), ("tests", ["test"])])
def test_what_is_imported_is_a_direct_requirement(folder: str, groups: list[str]) -> None:
    known = {MODULE_NAMES.get(name, name.replace("-", "_")) for name in read_direct(groups)}
    benchmarks = {path.stem for path in (ROOT / "benchmarks").glob("*.py")}
    assert list_imports(folder) - known - benchmarks == set()


@pytest.mark.parametrize(
    ("version", "bounds", "within"),
    [
        pytest.param("3.10", [(">=", "3.9")], True, id="numbers and not letters are compared"),
        pytest.param("2.7", [(">=", "2.7.0")], True, id="a missing number counts as zero"),
        pytest.param("3.0", [(">=", "2.1"), ("<", "3")], False, id="an upper bound keeps out its own version"),
        pytest.param("3.1.0.261029", [(">=", "2.2")], True, id="a date may be part of a version"),
        pytest.param("0.0.1", [], True, id="no bound lets every version in"),
    ],
)
def test_a_version_is_held_against_bounds(version: str, bounds: list[tuple[str, str]], within: bool) -> None:
    assert requirements.is_within(version, bounds) is within


def test_a_requirement_of_another_form_is_refused() -> None:
    with pytest.raises(ValueError, match=r"'a\[b\]': only a name with bounds like >=1.2,<3 can be read"):
        requirements.split_requirement("a[b]")


def test_the_running_environment_lacks_what_is_not_installed(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text(
        '[project]\ndependencies = ["pytest>=1", "no-such-distribution>=2"]\n'
        '[dependency-groups]\ntest = ["ruff>=9999"]\n'
    )
    assert requirements.find_missing(tmp_path, ["test"]) == [
        "no-such-distribution>=2",
        "ruff>=9999",
        f"listometrics from {tmp_path}",
    ]


def test_the_environment_that_runs_these_tests_lacks_nothing() -> None:
    assert requirements.find_missing(ROOT, ["test"]) == [], sys.prefix
