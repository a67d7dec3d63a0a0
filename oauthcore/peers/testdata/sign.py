"""Signs requests with oauthlib: JSON lines in, the version and JSON lines out."""
import json
import sys

try:
    import oauthlib
    from oauthlib.oauth1 import Client
except ImportError as missing:
    sys.exit(str(missing))

FORM = "application/x-www-form-urlencoded"
PLACES = {"header": "AUTH_HEADER", "body": "BODY", "query": "QUERY"}


def sign(e):
    oauth = e["oauth"]
    client = Client(
        oauth["oauth_consumer_key"],
        client_secret=e["consumer_secret"],
        resource_owner_key=oauth.get("oauth_token"),
        resource_owner_secret=e["token_secret"],
        callback_uri=oauth.get("oauth_callback"),
        verifier=oauth.get("oauth_verifier"),
        nonce=oauth["oauth_nonce"],
        timestamp=oauth["oauth_timestamp"],
        signature_method=oauth["oauth_signature_method"],
        signature_type=PLACES[e["place"]],
        rsa_key=e["private_key"],
    )
    headers, body = {}, e["body"] or None
    if e["content_type"]:
        headers["Content-Type"] = e["content_type"]
    elif e["place"] == "body":  # oauthlib wants a form to add to
        headers["Content-Type"], body = FORM, ""
    url, headers, body = client.sign(e["url"], e["method"], body, headers)
    e.update(
        url=url,
        body=body or "",
        content_type=headers.get("Content-Type", ""),
        authorization=headers.get("Authorization", ""),
    )


print(json.dumps(oauthlib.__version__))
for line in sys.stdin:
    request = json.loads(line)
    try:
        sign(request)
    except Exception as problem:
        request["problem"] = repr(problem)
    print(json.dumps(request))
