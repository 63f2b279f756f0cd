"""In which charset and with which separator a table was written."""

import codecs
import csv

import charset_normalizer

from bcp.core.actions import Refused

DELIMITERS = ",;\t|"

BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def decode(content: bytes) -> tuple[str, str]:
    """The text of a file and the name of its charset; refuses a mixture of two."""
    if content[:4] == b"%PDF" or (
        b"\x00" in content[:4096] and content[:2] not in {b"\xff\xfe", b"\xfe\xff"}
    ):
        raise Refused("This is not a table. Choose a CSV or an XLSX file.")
    for mark, encoding in BYTE_ORDER_MARKS:
        if content.startswith(mark):
            try:
                return content.decode(encoding), encoding
            except UnicodeDecodeError as error:
                raise Refused(f"{where(content, error.start)} is not {encoding} text.") from error
    try:
        return content.decode("utf-8"), "utf-8"
    except UnicodeDecodeError as error:
        return decode_old(content, error.start)


def decode_old(content: bytes, first_bad: int) -> tuple[str, str]:
    """Text in one of the charsets from before UTF-8."""
    lines = [line for line in content.splitlines() if any(byte > 127 for byte in line)]
    if any(is_utf8(line) for line in lines):
        raise Refused(
            f"The file mixes two charsets: {where(content, first_bad)} is not UTF-8, but other"
            " lines are. Open it in the program it comes from and save it again as UTF-8."
        )
    best = charset_normalizer.from_bytes(
        b"\n".join(lines[:500]), cp_isolation=["cp1252", "latin_1", "mac_roman", "cp437", "cp850"]
    ).best()
    encoding = best.encoding if best else "cp1252"
    for candidate in dict.fromkeys(("cp1252" if encoding == "latin_1" else encoding, "cp1252")):
        try:
            return content.decode(candidate), candidate
        except UnicodeDecodeError as error:
            bad = error.start
    raise Refused(
        f"{where(content, bad)} holds a character of no charset we know. Save the file as UTF-8."
    )


def is_utf8(line: bytes) -> bool:
    """Whether a line with bytes above 127 is UTF-8; by chance it hardly ever is."""
    try:
        line.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def where(content: bytes, position: int) -> str:
    """A place in the bytes as line and column of the table, both counted from 1."""
    before = content[:position]
    line_start = before.rfind(b"\n") + 1
    delimiter = delimiter_of(content[:8192].decode("latin-1"))
    column = before[line_start:].count(delimiter.encode()) + 1
    line = before.count(b"\n") + 1
    return f"Line {line}, column {column}"


def delimiter_of(text: str) -> str:
    """The separator that splits the first lines most evenly; the comma when none does."""
    lines = [line for line in text[:20_000].splitlines()[:20] if line.strip()]
    best, best_score = ",", 0.0
    for delimiter in DELIMITERS:
        counts = [len(cells) - 1 for cells in csv.reader(lines, delimiter=delimiter)]
        most = max(set(counts), key=counts.count, default=0)
        score = most * counts.count(most) / max(len(counts), 1)
        if score > best_score:
            best, best_score = delimiter, score
    return best
