"""The child process that turns HTML into a tagged PDF, and can reach nothing else.

Started as `python -m bcp.documents.renderer`: reads one JSON object {"html", "css"} from standard
input and writes a line with the number of pages, then the PDF, to standard output. Exit codes: 0 a
whole PDF, 3 the source asked for something outside, 1 anything else. Memory and processor time are
limited before WeasyPrint loads.
"""

import json
import resource
import sys
from typing import Any

MEMORY_BYTES = 1_500_000_000
CPU_SECONDS = 60
ASKED_OUTSIDE = 3


def limit() -> None:
    """Bound this process, whatever the source makes the layout do."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS + 5))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def pdf_of(html: str, css: str) -> tuple[bytes, int, list[str]]:
    """Return the PDF (built to PDF/UA-1), its pages, and the addresses asked for and refused.

    Only `data:` images are fetched: no file, no network.
    """
    from weasyprint import CSS, HTML
    from weasyprint.text.fonts import FontConfiguration
    from weasyprint.urls import URLFetcher

    refused: list[str] = []

    class DataOnly(URLFetcher):  # type: ignore[misc]  # WeasyPrint ships no types
        def fetch(self, url: str, headers: Any = None) -> Any:
            if url.startswith("data:image/"):
                return super().fetch(url, headers)
            refused.append(url)
            raise ValueError("only data: images are allowed here")

    fonts = FontConfiguration()
    fetcher = DataOnly()
    document = HTML(string=html, base_url="about:invalid", url_fetcher=fetcher)
    sheet = CSS(string=css, font_config=fonts, url_fetcher=fetcher, base_url="about:invalid")
    options = {"pdf_variant": "pdf/ua-1", "dpi": 150}
    laid_out = document.render(font_config=fonts, stylesheets=[sheet], **options)
    return laid_out.write_pdf(**options), len(laid_out.pages), refused


def main() -> int:
    """Read the source, write the PDF."""
    limit()
    source = json.load(sys.stdin)
    pdf, pages, refused = pdf_of(source["html"], source["css"])
    if refused:
        sys.stderr.write(f"refused {len(refused)} addresses\n")
        return ASKED_OUTSIDE
    sys.stdout.buffer.write(b"%d\n" % pages + pdf)
    return 0


if __name__ == "__main__":
    sys.exit(main())
