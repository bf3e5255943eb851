"""ClickHouse's HTTP interface in front of chDB: one statement of a request goes to the engine, its answer comes back.

chdb_front.py FOLDER PORT
"""

import re
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlparse

from chdb.session import Session

_ENGINE = Session(sys.argv[1])
_ONE_AT_A_TIME = threading.Lock()
_CODE = re.compile(r"Code: (\d+)")


class Front(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        parameters = parse_qs(urlparse(self.path).query)
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode()
        sql = " ".join([*parameters.get("query", []), body]).strip()
        if not sql:
            self._answer(200, b"Ok.\n")
            return
        try:
            with _ONE_AT_A_TIME:
                answer = _ENGINE.query(sql, parameters.get("default_format", ["TabSeparated"])[0]).bytes()
        except Exception as e:
            self._answer(500, str(e).encode())
        else:
            self._answer(200, answer)

    do_GET = do_POST

    def _answer(self, status: int, answer: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Length", str(len(answer)))
        self.send_header("X-ClickHouse-Summary", "{}")
        code = _CODE.search(answer.decode(errors="replace")) if status != 200 else None
        if code:
            self.send_header("X-ClickHouse-Exception-Code", code[1])
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, *_: object) -> None:
        """Not of every request."""


ThreadingHTTPServer(("127.0.0.1", int(sys.argv[2])), Front).serve_forever()
