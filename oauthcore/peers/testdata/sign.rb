# Signs requests with Ruby's oauth: JSON lines in, the version and JSON lines out.
Encoding.default_external = Encoding.default_internal = Encoding::UTF_8

require 'json'
require 'oauth'
require 'oauth/version'
require 'oauth/client/net_http'
require 'oauth/signature/hmac/sha1'
require 'oauth/signature/rsa/sha1'
require 'oauth/signature/plaintext'

SCHEMES = { 'header' => 'header', 'body' => 'body', 'query' => 'query_string' }.freeze

# An RSA method finds its private key where the others find the secret.
def secret_of(exchange)
  exchange['oauth']['oauth_signature_method'].start_with?('RSA') ? exchange['private_key'] : exchange['consumer_secret']
end

def sign(exchange)
  oauth = exchange['oauth']
  scheme, host, port, target = exchange['url'].match(%r{\A(https?)://(\[.*?\]|[^/?:]+)(?::(\d+))?(.*)\z}).captures
  http = Net::HTTP.new(host, port || (scheme == 'https' ? 443 : 80))
  http.use_ssl = scheme == 'https'

  has_body = exchange['method'] != 'HEAD' && exchange['method'].upcase != 'GET'
  request = Net::HTTPGenericRequest.new(exchange['method'], has_body, true, target.empty? ? '/' : target)
  request['Content-Type'] = exchange['content_type'] unless exchange['content_type'].empty?
  request.body = exchange['body'] unless exchange['body'].empty?

  consumer = OAuth::Consumer.new(oauth['oauth_consumer_key'], secret_of(exchange))
  token = OAuth::Token.new(oauth['oauth_token'], exchange['token_secret']) if oauth['oauth_token']
  request.oauth!(http, consumer, token,
                 scheme: SCHEMES.fetch(exchange['place']), signature_method: oauth['oauth_signature_method'],
                 timestamp: oauth['oauth_timestamp'], nonce: oauth['oauth_nonce'],
                 oauth_callback: oauth['oauth_callback'], oauth_verifier: oauth['oauth_verifier'],
                 token_request: target.start_with?('/oauth/'))

  exchange.merge('url' => exchange['url'].delete_suffix(target) + request.path, 'body' => request.body.to_s,
                 'content_type' => request['Content-Type'].to_s, 'authorization' => request['Authorization'].to_s)
end

puts (defined?(OAuth::VERSION) ? OAuth::VERSION : OAuth::Version::VERSION).to_json
$stdin.each_line do |line|
  exchange = JSON.parse(line)
  begin
    puts JSON.generate(sign(exchange))
  rescue Exception => e # its UnknownSignatureMethod is no StandardError
    puts JSON.generate(exchange.merge('problem' => "#{e.class}: #{e.message}"))
  end
end
