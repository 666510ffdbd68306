"""The same drawing on paper: as SVG and as a PDF of A3, made in the browser."""

import re
import zlib


def test_the_drawing_is_downloaded_as_a_pdf_of_a3(hand):
    """One page of 420 x 297 mm with the names of trains and places as text, and a table that leads to every object."""
    page = hand.open().page
    with page.expect_download() as waited:
        page.locator("summary", has_text="Download").click()
        page.get_by_role("button", name="This drawing (PDF, A3)").click()
    data = waited.value.path().read_bytes()
    assert data.startswith(b"%PDF-1.4")
    assert b"/MediaBox [0 0 1190.55 841.89]" in data
    drawing = zlib.decompress(re.search(rb"stream\n(.*?)\nendstream", data, re.DOTALL)[1]).decode("latin-1")
    for text in ("Gara Djebilet", "B\xe9char", "ore 1"):
        assert f"({text}" in drawing
    starts = [int(row) for row in re.findall(rb"(\d{10}) 00000 n", data)]
    assert all(data[start:].startswith(b"%d 0 obj" % number) for number, start in enumerate(starts, 1))
    assert int(re.search(rb"startxref\n(\d+)", data)[1]) == data.index(b"xref\n")
    (hand.served.runs / "graph.pdf").write_bytes(data)
