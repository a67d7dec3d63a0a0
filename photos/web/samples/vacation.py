# CONSUMER_SECRET=… TOKEN=… TOKEN_SECRET=… python3 vacation.py
import base64, hashlib, hmac, os, secrets, time
from urllib.parse import quote, urlencode
from urllib.request import Request, urlopen

url = "{{BASE}}/photos"
query = {"file": "vacation.jpg", "size": "original"}
oauth = {
    "oauth_consumer_key": "{{KEY}}",
    "oauth_token": os.environ["TOKEN"],
    "oauth_signature_method": "HMAC-SHA1",
    "oauth_timestamp": str(int(time.time())),
    "oauth_nonce": secrets.token_hex(16),
}


def encode(text):
    return quote(text, safe="-._~")


# Every parameter is encoded, then sorted, then joined, then encoded once more.
pairs = sorted((encode(name), encode(value)) for name, value in {**query, **oauth}.items())
params = "&".join(f"{name}={value}" for name, value in pairs)
base_string = "&".join(["GET", encode(url), encode(params)])
key = encode(os.environ["CONSUMER_SECRET"]) + "&" + encode(os.environ["TOKEN_SECRET"])
digest = hmac.new(key.encode(), base_string.encode(), hashlib.sha1).digest()
oauth["oauth_signature"] = base64.b64encode(digest).decode()

header = "OAuth " + ", ".join(f'{encode(name)}="{encode(value)}"' for name, value in oauth.items())
request = Request(url + "?" + urlencode(query, quote_via=quote), headers={"Authorization": header})
with urlopen(request) as answer, open("vacation.jpg", "wb") as picture:
    picture.write(answer.read())
