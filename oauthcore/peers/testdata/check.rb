# Checks signed requests with Ruby's oauth behind Rack: JSON lines in, the version and JSON lines out.
Encoding.default_external = Encoding.default_internal = Encoding::UTF_8

require 'json'
require 'rack'
require 'stringio'
require 'oauth'
require 'oauth/version'
require 'oauth/request_proxy/rack_request'
require 'oauth/signature/hmac/sha1'
require 'oauth/signature/rsa/sha1'
require 'oauth/signature/plaintext'

# The request as a web server hands it to an application.
def receive(exchange)
  scheme, authority, path, query = exchange['url'].match(%r{\A(https?)://([^/?]+)([^?]*)\??(.*)\z}).captures
  host, port = authority.match(/\A(.*?)(?::(\d+))?\z/).captures
  env = { 'REQUEST_METHOD' => exchange['method'], 'SCRIPT_NAME' => '', 'PATH_INFO' => path, 'QUERY_STRING' => query,
          'SERVER_NAME' => host, 'SERVER_PORT' => port || (scheme == 'https' ? '443' : '80'), 'HTTP_HOST' => authority,
          'rack.url_scheme' => scheme, 'rack.input' => StringIO.new(exchange['body'].b) }
  env['CONTENT_TYPE'] = exchange['content_type'] unless exchange['content_type'].empty?
  env['HTTP_AUTHORIZATION'] = exchange['authorization'] unless exchange['authorization'].empty?
  Rack::Request.new(env)
end

# An RSA method finds the public key where the others find the secret.
def secret_of(exchange)
  exchange['oauth']['oauth_signature_method'].start_with?('RSA') ? exchange['public_key'] : exchange['consumer_secret']
end

puts (defined?(OAuth::VERSION) ? OAuth::VERSION : OAuth::Version::VERSION).to_json
$stdin.each_line do |line|
  exchange = JSON.parse(line)
  answer = { id: exchange['id'] }
  begin
    answer[:right] = OAuth::Signature.verify(receive(exchange), consumer_secret: secret_of(exchange),
                                                                token_secret: exchange['token_secret'])
  rescue Exception => e # its UnknownSignatureMethod is no StandardError
    answer[:problem] = "#{e.class}: #{e.message}"
  end
  puts JSON.generate(answer)
end
