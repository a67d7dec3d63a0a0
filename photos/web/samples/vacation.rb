# CONSUMER_SECRET=… TOKEN=… TOKEN_SECRET=… ruby vacation.rb
require "erb"
require "net/http"
require "openssl"
require "securerandom"

url = "{{BASE}}/photos"
query = { "file" => "vacation.jpg", "size" => "original" }
oauth = {
  "oauth_consumer_key" => "{{KEY}}",
  "oauth_token" => ENV.fetch("TOKEN"),
  "oauth_signature_method" => "HMAC-SHA1",
  "oauth_timestamp" => Time.now.to_i.to_s,
  "oauth_nonce" => SecureRandom.hex(16),
}

def encode(text) = ERB::Util.url_encode(text)
def join(params) = params.map { |name, value| "#{encode(name)}=#{encode(value)}" }.sort.join("&")

base_string = ["GET", encode(url), encode(join(query.merge(oauth)))].join("&")
key = encode(ENV.fetch("CONSUMER_SECRET")) + "&" + encode(ENV.fetch("TOKEN_SECRET"))
oauth["oauth_signature"] = [OpenSSL::HMAC.digest("SHA1", key, base_string)].pack("m0")

header = "OAuth " + oauth.map { |name, value| %(#{encode(name)}="#{encode(value)}") }.join(", ")
answer = Net::HTTP.get_response(URI("#{url}?#{join(query)}"), "Authorization" => header)
abort "#{answer.code} #{answer.body}" unless answer.is_a?(Net::HTTPOK)
File.binwrite("vacation.jpg", answer.body)
