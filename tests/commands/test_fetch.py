"""`listometrics fetch`: options that cannot be meant are refused before anything is asked."""

import pytest

from listometrics.cli import main


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["bib", "--at", "arxiv"], "--at arxiv: expected SERVICE=URL"),
        (["bib", "--at", "elsewhere=http://127.0.0.1"], "--at elsewhere=http://127.0.0.1: expected SERVICE=URL"),
        (["list", "--date", "today"], "--date today: expected a day such as 2026-01-31."),
        (["bib", "--date", "2026-02-30"], "--date 2026-02-30: expected a day"),
    ],
    ids=["no address", "no such service", "no day", "no such day"],
)
def test_an_option_that_cannot_be_meant_is_refused(
    options: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["fetch", *options]) == 2
    assert said in capsys.readouterr().err
