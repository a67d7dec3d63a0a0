// CONSUMER_SECRET=… TOKEN=… TOKEN_SECRET=… node vacation.mjs
import { createHmac, randomBytes } from "node:crypto";
import { writeFile } from "node:fs/promises";

const url = "{{BASE}}/photos";
const query = { file: "vacation.jpg", size: "original" };
const oauth = {
  oauth_consumer_key: "{{KEY}}",
  oauth_token: process.env.TOKEN,
  oauth_signature_method: "HMAC-SHA1",
  oauth_timestamp: String(Math.floor(Date.now() / 1000)),
  oauth_nonce: randomBytes(16).toString("hex"),
};

// encodeURIComponent leaves five characters that OAuth encodes.
const encode = (text) =>
  encodeURIComponent(text).replace(/[!'()*]/g, (c) => "%" + c.charCodeAt(0).toString(16).toUpperCase());
const join = (params) =>
  Object.entries(params).map(([name, value]) => `${encode(name)}=${encode(value)}`).sort().join("&");

const baseString = ["GET", encode(url), encode(join({ ...query, ...oauth }))].join("&");
const key = `${encode(process.env.CONSUMER_SECRET)}&${encode(process.env.TOKEN_SECRET)}`;
oauth.oauth_signature = createHmac("sha1", key).update(baseString).digest("base64");

const header = Object.entries(oauth).map(([name, value]) => `${encode(name)}="${encode(value)}"`).join(", ");
const answer = await fetch(`${url}?${join(query)}`, { headers: { Authorization: `OAuth ${header}` } });
if (!answer.ok) throw new Error(`${answer.status} ${await answer.text()}`);
await writeFile("vacation.jpg", Buffer.from(await answer.arrayBuffer()));
