"""A Service Provider made with oauthlib, which answers as text/html, in its own order, with tokens of any characters."""

import itertools
import os
from urllib.parse import parse_qsl, urlencode

import oauthlib
from oauthlib.oauth1 import RequestValidator, WebApplicationServer

import gallery

request_tokens, access_tokens, nonces = {}, {}, set()
count = itertools.count()


def awkward():
    """A token that has to be encoded wherever it goes."""
    return 'tok %d+/=&%%"\u00e9~' % next(count) + os.urandom(12).hex()


class Validator(RequestValidator):
    enforce_ssl = False
    allowed_signature_methods = ("HMAC-SHA1", "HMAC-SHA256", "HMAC-SHA512", "RSA-SHA1", "RSA-SHA256", "RSA-SHA512")
    dummy_client = dummy_request_token = dummy_access_token = "dummy"

    def check_client_key(self, key): return True
    check_nonce = check_request_token = check_access_token = check_verifier = check_client_key

    def get_client_secret(self, key, request): return gallery.SECRET
    def get_rsa_key(self, key, request): return open(os.environ["PUBLIC_KEY"]).read()
    def get_request_token_secret(self, key, token, request): return request_tokens.get(token, {}).get("secret", "")
    def get_access_token_secret(self, key, token, request): return access_tokens.get(token, "")
    def get_default_realms(self, key, request): return []
    def get_realms(self, token, request): return []
    def get_redirect_uri(self, token, request): return request_tokens[token]["callback"]
    def invalidate_request_token(self, key, token, request): del request_tokens[token]
    def validate_client_key(self, key, request): return key == gallery.KEY
    def validate_request_token(self, key, token, request): return token in request_tokens
    def validate_access_token(self, key, token, request): return token in access_tokens
    def validate_redirect_uri(self, key, uri, request): return uri == "oob" or uri.startswith(gallery.CALLBACK)
    def validate_requested_realms(self, key, realms, request): return True
    def validate_realms(self, key, token, request, uri=None, realms=None): return True
    def validate_verifier(self, key, token, verifier, request):
        return token in request_tokens and verifier and verifier == request_tokens[token].get("verifier")
    def verify_request_token(self, token, request): return token in request_tokens
    def verify_realms(self, token, realms, request): return True
    def save_request_token(self, token, request):
        request_tokens[token["oauth_token"]] = {"secret": token["oauth_token_secret"], "callback": request.redirect_uri}
    def save_access_token(self, token, request): access_tokens[token["oauth_token"]] = token["oauth_token_secret"]
    def save_verifier(self, token, verifier, request): request_tokens[token]["verifier"] = verifier["oauth_verifier"]

    def validate_timestamp_and_nonce(self, key, timestamp, nonce, request, request_token=None, access_token=None):
        fresh = (timestamp, nonce) not in nonces
        nonces.add((timestamp, nonce))
        return fresh


server = WebApplicationServer(Validator())
server.token_generator = awkward


def as_page(answer):
    """oauthlib's answer, turned round and called something else."""
    headers, body, status = answer
    if status == 200:
        body = urlencode([("unasked", "ä")] + list(reversed(parse_qsl(body))))
    return status, {"Content-Type": "text/html; charset=iso-8859-1"}, body


class Handler(gallery.Handler):
    def request_token(self, body):
        return as_page(server.create_request_token_response(self.uri(), "POST", body, dict(self.headers)))

    def access_token(self, body):
        return as_page(server.create_access_token_response(self.uri(), "POST", body, dict(self.headers)))

    def decide(self, token, allowed):
        if not allowed:
            return 302, {"Location": request_tokens[token]["callback"] + "?denied=" + urlencode([("", token)])[1:]}, ""
        headers, body, status = server.create_authorization_response(
            self.uri() + "?" + urlencode({"oauth_token": token}), "POST", None, {}, credentials={"user": "jane"})
        return status, headers, body

    def authenticate(self):
        return server.validate_protected_resource_request(self.uri(), "GET", None, dict(self.headers))[0]


gallery.serve(Handler, "oauthlib " + oauthlib.__version__)
