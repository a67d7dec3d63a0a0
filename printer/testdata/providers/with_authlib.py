"""A Service Provider made with Authlib, which describes itself, answers as text/plain, and confirms with a capital letter."""

import json
import os
import secrets
from urllib.parse import urlencode

os.environ["AUTHLIB_INSECURE_TRANSPORT"] = "1"  # one's own machine

import authlib
from authlib.oauth1.rfc5849.authorization_server import AuthorizationServer
from authlib.oauth1.rfc5849.errors import OAuth1Error
from authlib.oauth1.rfc5849.models import ClientMixin, TemporaryCredential
from authlib.oauth1.rfc5849.resource_protector import ResourceProtector
from authlib.oauth1.rfc5849.wrapper import OAuth1Request

import gallery

temporary, tokens, nonces = {}, {}, set()


class Client(ClientMixin):
    def get_default_redirect_uri(self): return gallery.CALLBACK
    def get_client_secret(self): return gallery.SECRET
    def get_rsa_public_key(self): return open(os.environ["PUBLIC_KEY"]).read()


class Nonces:
    SUPPORTED_SIGNATURE_METHODS = ["HMAC-SHA1", "RSA-SHA1"]

    def get_client_by_id(self, key): return Client() if key == gallery.KEY else None

    def exists_nonce(self, nonce, request):
        seen = (nonce, request.timestamp) in nonces
        nonces.add((nonce, request.timestamp))
        return seen


class Server(Nonces, AuthorizationServer):
    def create_oauth1_request(self, request): return OAuth1Request(*request)

    def handle_response(self, status, payload, headers):
        body = urlencode(payload) if payload else ""
        return status, {**dict(headers), "Content-Type": "text/plain"} if body else dict(headers), body

    def create_temporary_credential(self, request):
        made = TemporaryCredential(oauth_token=secrets.token_urlsafe(16), oauth_token_secret=secrets.token_urlsafe(24),
                                   client_id=request.client_id, oauth_callback=request.redirect_uri)
        temporary[made["oauth_token"]] = made
        return made

    def get_temporary_credential(self, request): return temporary.get(request.token)
    def delete_temporary_credential(self, request): temporary.pop(request.token, None)

    def create_authorization_verifier(self, request):
        request.credential["oauth_verifier"] = secrets.token_urlsafe(16)
        return request.credential["oauth_verifier"]

    def create_token_credential(self, request):
        made = TemporaryCredential(oauth_token=secrets.token_urlsafe(300), oauth_token_secret=secrets.token_urlsafe(24))
        tokens[made["oauth_token"]] = made
        return made


class Protector(Nonces, ResourceProtector):
    def get_token_credential(self, request): return tokens.get(request.token)


server, protector = Server(), Protector()


class Handler(gallery.Handler):
    def describe(self):
        base = "http://" + self.headers["Host"]
        return 200, {"Content-Type": "application/json"}, json.dumps({
            "request_token_url": base + "/request_token", "authorize_url": base + "/authorize", "access_token_url": base + "/access_token",
            "api_base": base + "/api", "signature_methods": server.SUPPORTED_SIGNATURE_METHODS,
        })

    def request_token(self, body):
        return server.create_temporary_credentials_response(("POST", self.uri(), body, self.headers))

    def access_token(self, body):
        return server.create_token_response(("POST", self.uri(), body, self.headers))

    def decide(self, token, allowed):
        asked = ("GET", self.uri() + "?" + urlencode({"oauth_token": token}), None, {})
        return server.create_authorization_response(asked, "jane" if allowed else None)

    def authenticate(self):
        try:
            return protector.validate_request("GET", self.uri(), None, self.headers)
        except OAuth1Error:
            return None


gallery.serve(Handler, "Authlib " + authlib.__version__)
