"""The part of a Service Provider that is no OAuth: one User, one album, a small API, and an HTTP server."""

import hashlib
import html
import json
import os
import struct
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

CALLBACK = os.environ["CALLBACK"]  # where the Consumer may be called back, and below
KEY, SECRET = "foreign key +/%", "foreign secret &="


def size_of(jpeg):
    """Width and height, from the first frame header."""
    at = 2
    while at < len(jpeg):
        marker, length = jpeg[at + 1], struct.unpack(">H", jpeg[at + 2 : at + 4])[0]
        if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            height, width = struct.unpack(">HH", jpeg[at + 5 : at + 9])
            return width, height
        at += 2 + length
    raise ValueError("no frame header")


with open(os.environ["PHOTO"], "rb") as f:
    PHOTO = f.read()
WIDTH, HEIGHT = size_of(PHOTO)
RECORD = {
    "id": "p 1", "album_id": "a 1", "file": "vacation.jpg", "title": "Ferien in Öl", "content_type": "image/jpeg",
    "bytes": len(PHOTO), "width": WIDTH, "height": HEIGHT, "sha256": hashlib.sha256(PHOTO).hexdigest(), "taken_at": None,
}
ALBUM = {"id": "a 1", "title": "Ferien", "private": True, "photo_count": 1, "url": "/api/albums/a%201"}
API = {
    "/api/user/profile": {"user_id": "42", "screen_name": "jane", "name": "Jane"},
    "/api/albums": {"albums": [ALBUM], "next": None},
    "/api/albums/a%201": {**ALBUM, "photos": [RECORD], "next": None},
    "/api/photos/p%201": RECORD,
}


class Handler(BaseHTTPRequestHandler):
    """Subclasses say: request_token(), ask(token), allow(token), access_token(), authenticate(); each answers
    (status, headers, body), and authenticate whether the request is a User's."""

    protocol_version = "HTTP/1.1"

    def log_message(self, *args):
        pass

    def uri(self):
        return "http://%s%s" % (self.headers["Host"], self.path)

    def body(self):
        length = int(self.headers.get("Content-Length") or 0)
        return self.rfile.read(length).decode() if length else None

    def do_GET(self):
        url = urlsplit(self.path)
        if url.path == "/.well-known/oauth1":
            return self.answer(*self.describe())
        if url.path == "/authorize":
            token = parse_qs(url.query)["oauth_token"][0]
            page = '<form method="post"><input type="hidden" name="oauth_token" value="%s"><button>Allow</button></form>'
            return self.answer(200, {"Content-Type": "text/html"}, page % html.escape(token))
        if not self.authenticate():
            return self.answer(401, {}, "")
        if url.path == "/api/photos/p%201/file":
            return self.answer(200, {"Content-Type": "image/jpeg"}, PHOTO)
        if url.path not in API:
            return self.answer(404, {"Content-Type": "text/plain"}, "nothing here")
        self.answer(200, {"Content-Type": "application/json"}, json.dumps(API[url.path]))

    def do_POST(self):
        path = urlsplit(self.path).path
        if path == "/request_token":
            return self.answer(*self.request_token(self.body()))
        if path == "/access_token":
            return self.answer(*self.access_token(self.body()))
        form = parse_qs(self.body() or "")
        self.answer(*self.decide(form["oauth_token"][0], "deny" not in form))

    def describe(self):
        return 404, {"Content-Type": "text/plain"}, "no discovery here"

    def answer(self, status, headers, body):
        body = body.encode() if isinstance(body, str) else body or b""
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


def serve(handler, version):
    """Serves on a free port until standard input ends, and says where."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    print("http://127.0.0.1:%d %s" % (server.server_port, version), flush=True)
    import threading

    threading.Thread(target=server.serve_forever, daemon=True).start()
    sys.stdin.read()
