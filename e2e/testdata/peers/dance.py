"""Dances by oauthlib. It prints where the User has to go and reads the verifier that she brings back; then it reads
addresses, a line each, and prints the status, the length and the body of what a signed GET brings."""
import os
import sys
from urllib.error import HTTPError
from urllib.parse import parse_qs
from urllib.request import Request, urlopen

try:
    from oauthlib.oauth1 import Client
except ImportError as missing:
    sys.exit(str(missing))

KEY, SECRET = os.environ["CONSUMER_KEY"], os.environ["CONSUMER_SECRET"]


def send(client, method, address):
    url, headers, _ = client.sign(address, method)
    try:
        with urlopen(Request(url, method=method, headers=headers)) as answer:
            return answer.status, answer.read()
    except HTTPError as refusal:
        return refusal.code, refusal.read()


def token(client, address):
    status, body = send(client, "POST", address)
    if status != 200:
        sys.exit(f"{address} is answered {status}: {body.decode()}")
    answer = parse_qs(body.decode(), strict_parsing=True)
    return answer["oauth_token"][0], answer["oauth_token_secret"][0]


asked, asked_secret = token(Client(KEY, SECRET, callback_uri=os.environ["CALLBACK"]), os.environ["REQUEST_TOKEN_URL"])
print(os.environ["AUTHORIZE_URL"] + "?oauth_token=" + asked, flush=True)
verifier = sys.stdin.readline().strip()
granted, granted_secret = token(Client(KEY, SECRET, asked, asked_secret, verifier=verifier), os.environ["ACCESS_TOKEN_URL"])
print(asked_secret, granted_secret, flush=True)
for line in sys.stdin:
    status, body = send(Client(KEY, SECRET, granted, granted_secret), "GET", line.strip())
    sys.stdout.buffer.write(b"%d %d\n%b" % (status, len(body), body))
    sys.stdout.buffer.flush()
