# Dances by Ruby's oauth. It prints where the User has to go and reads the verifier that she brings back; then it reads
# addresses, a line each, and prints the status, the length and the body of what a signed GET brings.
require 'oauth'
require 'oauth/client/net_http'
require 'oauth/signature/hmac/sha1'

$stdout.sync = true
$stdout.binmode
consumer = OAuth::Consumer.new(ENV.fetch('CONSUMER_KEY'), ENV.fetch('CONSUMER_SECRET'),
                               request_token_url: ENV.fetch('REQUEST_TOKEN_URL'), authorize_url: ENV.fetch('AUTHORIZE_URL'),
                               access_token_url: ENV.fetch('ACCESS_TOKEN_URL'), site: ENV.fetch('SITE'))
asked = consumer.get_request_token(oauth_callback: ENV.fetch('CALLBACK'))
abort 'the callback is not confirmed' unless asked.callback_confirmed?
puts asked.authorize_url
granted = asked.get_access_token(oauth_verifier: $stdin.gets.strip)
puts "#{asked.secret} #{granted.secret}"
$stdin.each_line do |address|
  begin
    answer = granted.get(address.strip.delete_prefix(ENV.fetch('SITE')))
  rescue OAuth::Problem => refusal
    answer = refusal.request # which is what it calls the answer
  end
  body = answer.body.to_s.b
  $stdout.write "#{answer.code} #{body.bytesize}\n", body
end
