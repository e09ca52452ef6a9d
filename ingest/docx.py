"""Word documents as HTML, which html.py makes Markdown of."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import mammoth

from ingest.errors import SourceError

# Only these differ from mammoth's own reading of Word's styles.
STYLES = "p[style-name='Title'] => h1:fresh\np[style-name='Subtitle'] => p:fresh"
OLD_FORMAT = b"\xd0\xcf\x11\xe0"
"""How Word files before 2007 begin, and encrypted ones still."""


def docx_to_html(path: Path, data: bytes, largest_bytes: int) -> str:
    """The text of a Word document as HTML: headings by their styles, lists, tables; pictures left out.

    A Word file has no pages until it is printed. Raises SourceError for one that is broken, encrypted or
    unpacks to more than ten times `largest_bytes`.
    """
    if data.startswith(OLD_FORMAT):
        raise SourceError(f"{path}: is encrypted or an old .doc; save it as .docx without a password")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            unpacked = sum(part.file_size for part in archive.infolist())
        if unpacked > 10 * largest_bytes:
            raise SourceError(
                f"{path}: unpacks to {unpacked / 1e6:.0f} MB, over the limit of {largest_bytes / 1e5:.0f} "
                "MB; split it or raise FAMILY_QA_MAX_SOURCE_MB"
            )
        converted = mammoth.convert_to_html(
            io.BytesIO(data), style_map=STYLES, convert_image=lambda image: []
        )
    except SourceError:
        raise
    except Exception as error:  # whatever a file breaks in the library, it is the file that is broken
        raise SourceError(f"{path}: is broken or no Word document; save it as .docx again") from error
    return str(converted.value)
