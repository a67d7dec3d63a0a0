"""Checks signed requests with oauthlib: JSON lines in, the version and JSON lines out."""
import json
import sys

try:
    import oauthlib
    from oauthlib.oauth1 import RequestValidator, SignatureOnlyEndpoint
    from oauthlib.oauth1.rfc5849 import SIGNATURE_METHODS
except ImportError as missing:
    sys.exit(str(missing))


class Validator(RequestValidator):
    """What a Service Provider has to say, here for the one request at hand.

    The key and the nonce of the specification's example are shorter than the
    20 characters that oauthlib asks for unless told otherwise, its example is
    of 2007, and not sent over TLS.
    """

    enforce_ssl = False
    timestamp_lifetime = 10**10
    client_key_length = nonce_length = (16, 30)
    allowed_signature_methods = SIGNATURE_METHODS

    def __init__(self, exchange):
        super().__init__()
        self.exchange = exchange

    def validate_client_key(self, client_key, request):
        return client_key == self.exchange["oauth"]["oauth_consumer_key"]

    def validate_timestamp_and_nonce(self, *args, **kwargs):
        return True

    def get_client_secret(self, client_key, request):
        return self.exchange["consumer_secret"]

    def get_access_token_secret(self, client_key, token, request):
        return self.exchange["token_secret"]

    def get_rsa_key(self, client_key, request):
        return self.exchange["public_key"]


def check(e):
    names = {"Authorization": e["authorization"], "Content-Type": e["content_type"]}
    headers = {name: value for name, value in names.items() if value}
    right, _ = SignatureOnlyEndpoint(Validator(e)).validate_request(e["url"], e["method"], e["body"], headers)
    return right


print(json.dumps(oauthlib.__version__))
for line in sys.stdin:
    request = json.loads(line)
    answer = {"id": request["id"]}
    try:
        answer["right"] = check(request)
    except Exception as problem:
        answer["problem"] = repr(problem)
    print(json.dumps(answer))
