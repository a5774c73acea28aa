"""A shop whose bookings take 200 ms to look up, so that an action does, wherever it runs."""

from __future__ import annotations

import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import TracebackType

TAKES_S = 0.2
NOTHING = b"[]"
DESCRIPTION = """\
version: 1
base_url: http://127.0.0.1:{port}
calls:
  bookings.bookings_of: {{get: /bookings, query: {{customer: "{{customer}}"}}}}
records:
  booking: {{id: id, customer: customer, trip: trip, passengers: passengers, paid: {{minor: paid.cents, currency: paid.currency}}, paid_with: paid_with, status: status, fare: fare}}
  trip: {{id: id, title: {{en: title, nl: title}}, origin: from, destination: to, departs_at: departs, arrives_at: arrives, price: {{minor: price.cents, currency: price.currency}}, seats: seats}}
"""  # noqa: E501


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        """Nobody has a booking, and it takes a while to see that."""
        time.sleep(TAKES_S)
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(NOTHING)))
        self.end_headers()
        self.wfile.write(NOTHING)

    def log_message(self, format: str, *args: object) -> None:
        """Nothing worth telling."""


class SlowShop:
    """Listens as long as it is entered; `described_in` writes the connector's file for it."""

    def __init__(self) -> None:
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)

    def described_in(self, file: Path) -> Path:
        """Write how it is reached."""
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(DESCRIPTION.format(port=self._server.server_port), encoding="utf-8")
        return file

    def __enter__(self) -> SlowShop:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()
