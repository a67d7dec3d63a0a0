"""A Service Provider made with oauthlib, as its documentation says: the library makes every check of the protocol, and
what an application has to add is done with care, so that what the probe finds is the library's own.

Prints the port that it listens on. One Consumer, key and secret from the command line; one User, who is always signed in.
"""
import html
import secrets
import sys
import threading
import urllib.parse
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from oauthlib.oauth1 import RequestValidator, WebApplicationServer

KEY, SECRET, CALLBACK = sys.argv[1:4]
FORM = "application/x-www-form-urlencoded"
lock = threading.Lock()


class Validator(RequestValidator):
    """What oauthlib asks the application."""

    enforce_ssl = False  # on this machine only, and hence without PLAINTEXT
    allowed_signature_methods = "HMAC-SHA1", "HMAC-SHA256"
    nonce_length = 1, 128
    client_key_length = token_length = request_token_length = access_token_length = verifier_length = 1, 128
    dummy_client, dummy_request_token, dummy_access_token = "dummy-client", "dummy-request", "dummy-access"

    def __init__(self):
        super().__init__()
        self.requests, self.accesses, self.nonces = {}, {}, set()

    safe_characters = property(lambda self: set(map(chr, range(33, 127))))

    def check_client_key(self, key): return bool(key)
    def check_request_token(self, token): return bool(token)
    def check_access_token(self, token): return bool(token)
    def check_nonce(self, nonce): return 0 < len(nonce) <= 128
    def check_verifier(self, verifier): return bool(verifier)
    def check_realms(self, realms): return True

    def get_client_secret(self, key, request): return SECRET if key == KEY else "dummy"
    def get_request_token_secret(self, key, token, request): return self.requests.get(token, {}).get("oauth_token_secret", "dummy")
    def get_access_token_secret(self, key, token, request): return self.accesses.get(token, {}).get("oauth_token_secret", "dummy")
    def get_default_realms(self, key, request): return []
    def get_realms(self, token, request): return []
    def get_redirect_uri(self, token, request): return self.requests[token]["callback"]

    def validate_client_key(self, key, request): return key == KEY
    def validate_request_token(self, key, token, request): return self.requests.get(token, {}).get("state") == "allowed"
    def validate_access_token(self, key, token, request): return token in self.accesses
    def validate_redirect_uri(self, key, uri, request): return uri.startswith(CALLBACK)
    def validate_requested_realms(self, key, realms, request): return True
    def validate_realms(self, key, token, request, uri=None, realms=None): return True
    def validate_verifier(self, key, token, verifier, request): return secrets.compare_digest(self.requests.get(token, {}).get("verifier", ""), verifier or "")
    def verify_request_token(self, token, request): return self.requests.get(token, {}).get("state") == "asked"
    def verify_realms(self, token, realms, request): return True

    def validate_timestamp_and_nonce(self, key, timestamp, nonce, request, request_token=None, access_token=None):
        seen = key, timestamp, nonce, request_token, access_token
        if seen in self.nonces:
            return False
        self.nonces.add(seen)
        return True

    def save_request_token(self, token, request): self.requests[token["oauth_token"]] = dict(token, callback=request.redirect_uri, state="asked")
    def save_verifier(self, token, verifier, request): self.requests[token].update(verifier=verifier["oauth_verifier"], state="allowed")
    def save_access_token(self, token, request): self.accesses[token["oauth_token"]] = token
    def invalidate_request_token(self, key, token, request): self.requests.pop(token, None)


validator = Validator()
endpoint = WebApplicationServer(validator)


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self): self.handle_one()
    def do_POST(self): self.handle_one()
    def log_message(self, *args): pass

    def handle_one(self):
        length = int(self.headers.get("Content-Length") or 0)
        body = self.rfile.read(length).decode("utf-8")
        uri = "http://%s%s" % (self.headers["Host"], self.path)
        with lock:
            status, headers, answer = self.route(uri, self.command, body, dict(self.headers))
        answer = (answer or "").encode("utf-8")
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def route(self, uri, method, body, headers):
        path = urllib.parse.urlsplit(uri).path
        if path == "/request_token":
            answered, text, status = endpoint.create_request_token_response(uri, method, body, headers)
            return status, answered, text
        if path == "/access_token":
            answered, text, status = endpoint.create_access_token_response(uri, method, body, headers)
            return status, answered, text
        if path == "/authorize":
            return self.authorize(uri, method, body)
        if path == "/photos":
            valid, request = endpoint.validate_protected_resource_request(uri, method, body, headers)
            if valid:
                return 200, {"Content-Type": "text/plain"}, "a photo"
            return 401, {"WWW-Authenticate": 'OAuth realm="oauthlib"', "Content-Type": "text/plain"}, "refused"
        return 404, {}, ""

    def authorize(self, uri, method, body):
        fields = urllib.parse.parse_qs(body if method == "POST" else urllib.parse.urlsplit(uri).query)
        token = fields.get("oauth_token", [""])[0]
        headers = {"Content-Type": "text/html; charset=utf-8", "X-Frame-Options": "DENY"}
        if not validator.verify_request_token(token, None):
            return 404, headers, "This request is unknown, or decided already."
        if method != "POST":
            return 200, headers, ("<!doctype html><title>Allow?</title><form method=post><input type=hidden name=oauth_token value='%s'>"
                                  "<button name=say value=yes>Allow</button><button name=say value=no>Deny</button></form>" % html.escape(token, quote=True))
        if fields.get("say") != ["yes"]:
            validator.requests[token]["state"] = "denied"
            return 302, {"Location": validator.requests[token]["callback"]}, ""
        answered, text, status = endpoint.create_authorization_response(
            uri.split("?")[0] + "?oauth_token=" + urllib.parse.quote(token), "POST", "", {}, [], {})
        return status, answered, text


server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
print(server.server_port, flush=True)
server.serve_forever()
