"""UTF-16 without a byte order mark: recognised where its NUL bytes leave no doubt, else refused."""

import pytest

from tsunagu.intake.faults import Faults
from tsunagu.intake.text import decode

FILE = "日付,児童生徒ID,出欠,備考\r\n2026-05-18,p1,欠席,　第一中学校\r\n"


@pytest.mark.parametrize("codec", ["utf-16-le", "utf-16-be"])
def test_utf_16_without_a_mark_is_recognised(codec: str) -> None:
    faults = Faults()
    found = decode(FILE.encode(codec), "a.csv", faults)
    faults.check()
    assert found is not None
    assert (found.text, found.encoding) == (FILE, codec.upper().replace("UTF-16-", "UTF-16"))


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (FILE.encode("utf-16-le")[:-1], "UTF-16として読めません。途中で切れて"),
        (b"id,name\r\n" + b"\0" * 20, "BOMを付けるか、UTF-8で保存し直して"),
        (FILE.encode() + b"p2\0,x\r\n", "a.csv:3:1: 読めない文字"),
    ],
    ids=["cut", "either", "stray"],
)
def test_nul_bytes_that_tell_no_encoding_are_a_fault(data: bytes, why: str) -> None:
    faults = Faults()
    assert decode(data, "a.csv", faults) is None
    assert why in str(faults.found[0])
