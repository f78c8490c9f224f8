"""Another home, locale, time zone, year or path: the same bytes."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

Results = Callable[[Path], dict[str, bytes]]
Study = Callable[..., Path]
Run = Callable[..., "subprocess.CompletedProcess[str]"]
ALL = tuple(sorted(path.stem for path in (Path(__file__).resolve().parents[2] / "notebooks").glob("*.ipynb")))

HOMES = ("HOME", "XDG_CACHE_HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME")

# Loaded before the C library: every program of a run reads a clock some years ahead.
OTHER_YEAR = """
#define _GNU_SOURCE
#include <dlfcn.h>
#include <sys/time.h>
#include <time.h>
static const time_t shift = 13L * 366 * 86400;
int clock_gettime(clockid_t clock, struct timespec *now) {
    int (*real)(clockid_t, struct timespec *) = dlsym(RTLD_NEXT, "clock_gettime");
    int done = real(clock, now);
    if (done == 0 && (clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE)) now->tv_sec += shift;
    return done;
}
int gettimeofday(struct timeval *now, void *zone) {
    struct timespec found;
    int done = clock_gettime(CLOCK_REALTIME, &found);
    now->tv_sec = found.tv_sec;
    now->tv_usec = found.tv_nsec / 1000;
    return done;
}
time_t time(time_t *now) {
    struct timespec found;
    clock_gettime(CLOCK_REALTIME, &found);
    if (now) *now = found.tv_sec;
    return found.tv_sec;
}
"""


@pytest.fixture(scope="module")
def locales(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Return variables that let locales be found which are made here, where the system has what that needs."""
    folder = tmp_path_factory.mktemp("locales")
    for name, charset in (("tr_TR", "UTF-8"), ("zh_CN", "UTF-8"), ("zh_CN", "GB18030")):
        if shutil.which("localedef"):
            command = ["localedef", "-i", name, "-f", charset, str(folder / f"{name}.{charset}")]
            subprocess.run(command, capture_output=True, check=False)
    return {"LOCPATH": str(folder)}


def is_known(name: str, env: dict[str, str]) -> bool:
    asked = [sys.executable, "-c", f"import locale; locale.setlocale(locale.LC_ALL, {name!r})"]
    return subprocess.run(asked, env=env, capture_output=True, check=False).returncode == 0


def skip_unknown(name: str, env: dict[str, str]) -> None:
    if not is_known(name, env):
        pytest.skip(f"the system has no locale {name} and cannot make it")


@pytest.fixture
def nowhere(tmp_path: Path) -> str:
    """Return a path that nobody can make, not even root: it lies below a file."""
    (tmp_path / "file").write_text("")
    return str(tmp_path / "file" / "folder")


@pytest.mark.parametrize(
    ("locale", "zone", "name"),
    [
        pytest.param("tr_TR.UTF-8", "LINE-14", "with blanks and 中文", id="Turkish", marks=pytest.mark.slow),
        pytest.param("zh_CN.GB18030", "BAKER+12", 'it\'s "quoted" $HOME #1 & 100%', id="Chinese"),
    ],
)
def test_other_surroundings_give_the_same_bytes(
    locale: str,
    zone: str,
    name: str,
    tmp_path: Path,
    locales: dict[str, str],
    nowhere: str,
    make_study: Study,
    run: Run,
    results: Results,
    expected: dict[str, bytes],
) -> None:
    """All at once; the slow tests that follow change one thing each."""
    locale = locale if is_known(locale, locales) else "C"
    root = make_study(tmp_path / name)
    run(root, LC_ALL=locale, LANG=locale, LANGUAGE="", TZ=zone, **locales, **dict.fromkeys(HOMES, nowhere))
    assert results(root) == expected


@pytest.mark.slow
@pytest.mark.parametrize("name", ["C", "POSIX", "tr_TR.UTF-8", "zh_CN.GB18030"])
def test_another_locale_gives_the_same_bytes(
    name: str, locales: dict[str, str], small_study: Path, run: Run, results: Results, expected: dict[str, bytes]
) -> None:
    skip_unknown(name, locales)
    run(small_study, LC_ALL=name, LANG=name, LANGUAGE="", **locales)
    assert results(small_study) == expected


@pytest.mark.slow
@pytest.mark.parametrize("zone", ["LINE-14", "BAKER+12"], ids=["14 hours ahead", "12 hours behind"])
def test_another_time_zone_gives_the_same_bytes(
    zone: str, small_study: Path, run: Run, results: Results, expected: dict[str, bytes]
) -> None:
    run(small_study, TZ=zone)
    assert results(small_study) == expected


@pytest.fixture(scope="module")
def other_year(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Return a library that, loaded before others, sets every clock some years ahead."""
    folder = tmp_path_factory.mktemp("clock")
    (folder / "clock.c").write_text(OTHER_YEAR)
    library = str(folder / "clock.so")
    subprocess.run(["cc", "-shared", "-fPIC", "-o", library, str(folder / "clock.c"), "-ldl"], check=True)
    asked = [sys.executable, "-c", "import datetime; print(datetime.date.today().year)"]
    year = subprocess.run(asked, env={"LD_PRELOAD": library}, capture_output=True, text=True, check=True).stdout
    assert int(year) >= 2039
    return library


@pytest.mark.requires_tool("cc")
def test_another_year_gives_the_same_bytes(
    small_study: Path, other_year: str, run: Run, results: Results, expected: dict[str, bytes]
) -> None:
    run(small_study, LD_PRELOAD=other_year)
    assert results(small_study) == expected


@pytest.mark.slow
@pytest.mark.parametrize("name", ["with blanks and 中文", 'it\'s "quoted" $HOME #1 & 100%'])
def test_another_path_gives_the_same_bytes(
    name: str, tmp_path: Path, make_study: Study, run: Run, results: Results, expected: dict[str, bytes]
) -> None:
    root = make_study(tmp_path / name)
    run(root)
    assert results(root) == expected


@pytest.mark.slow
def test_without_a_home_folder_a_run_gives_the_same_bytes(
    small_study: Path, nowhere: str, run: Run, results: Results, expected: dict[str, bytes]
) -> None:
    run(small_study, **dict.fromkeys(HOMES, nowhere))
    assert results(small_study) == expected


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory, make_study: Study, run: Run, results: Results) -> dict[str, bytes]:
    """Return what an undisturbed run of all notebooks makes of the small study."""
    root = make_study(tmp_path_factory.mktemp("whole") / "study", ALL)
    run(root)
    return results(root)


@pytest.mark.slow
@pytest.mark.timeout(1800)
@pytest.mark.requires_tool("cc")
@pytest.mark.parametrize(("name", "zone"), [("C", "LINE-14"), ("tr_TR.UTF-8", "BAKER+12"), ("zh_CN.UTF-8", "LINE-14")])
def test_all_notebooks_in_other_surroundings_give_the_same_bytes(
    name: str,
    zone: str,
    tmp_path: Path,
    make_study: Study,
    run: Run,
    results: Results,
    request: pytest.FixtureRequest,
) -> None:
    more = {**request.getfixturevalue("locales"), "LD_PRELOAD": request.getfixturevalue("other_year")}
    skip_unknown(name, more)
    root = make_study(tmp_path / "with blanks and 中文", ALL)
    no_home = {"HOME": None, **dict.fromkeys((*HOMES[1:], "MPLCONFIGDIR"), request.getfixturevalue("nowhere"))}
    run(root, LC_ALL=name, LANG=name, LANGUAGE="", TZ=zone, **more, **no_home)
    assert results(root) == request.getfixturevalue("whole")


DRAW = """
import sys
import matplotlib.pyplot as plt
from listometrics.study.export import export_figure
from listometrics.figures.theme import theme
with theme():
    figure, axes = plt.subplots()
    axes.plot([1, 2], [3, 1])
    axes.set_xlabel("Ω works")
for content in export_figure(figure, "a").values():
    sys.stdout.buffer.write(content)
"""


def test_a_figure_is_the_same_without_a_font_cache_and_without_a_place_for_one(tmp_path: Path, nowhere: str) -> None:
    drawn = []
    for place in (tmp_path / "cache", tmp_path / "cache", nowhere):
        env = {**os.environ, "MPLCONFIGDIR": str(place), "MPLBACKEND": "agg"}
        drawn.append(subprocess.run([sys.executable, "-c", DRAW], env=env, capture_output=True, check=True).stdout)
    assert len(drawn[0]) > 10_000
    assert drawn[0] == drawn[1] == drawn[2]


@pytest.mark.timeout(700)
def test_two_runs_at_once_wait_for_each_other_and_give_the_same_bytes(
    small_study: Path, results: Results, expected: dict[str, bytes]
) -> None:
    command = [sys.executable, "-m", "listometrics", "run", str(small_study)]
    runs = [subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) for _ in range(2)]
    try:
        done = [run.communicate(timeout=300) for run in runs]
    finally:
        for run in runs:
            run.kill()
    assert [run.returncode for run in runs] == [0, 0]
    waited = [said for _, said in done if "listometrics: waiting: process " in said]
    assert len(waited) == 1 and f"is at work in {small_study.resolve()}" in waited[0]
    assert results(small_study) == expected
