"""The page from a notebook: what docs/page.md shows runs as it stands there."""

import re

from tests import ROOT


def test_the_notebook_of_the_docs_runs(started, capsys):
    """All its blocks one after another against a server, with the address that this one printed."""
    _, client = started("three-loops", "--time", "0")
    text = (ROOT / "docs" / "page.md").read_text(encoding="utf-8").partition("## From a notebook")[2]
    blocks = re.findall(r"(?:^    .*\n|^\n)+", text, re.MULTILINE)
    code = "\n".join(re.sub(r"^    ", "", block, flags=re.MULTILINE) for block in blocks)
    assert "http://127.0.0.1:8765/?token=..." in code
    code = code.replace("http://127.0.0.1:8765/?token=...", client.address).replace('"days": 365', '"days": 7')
    exec(compile(code, "docs/page.md", "exec"), {})
    told = capsys.readouterr().out
    assert "'ore" in told or "[]" in told
    assert '"state": "done"' in told
