<?php
// CONSUMER_SECRET=… TOKEN=… TOKEN_SECRET=… php vacation.php
$url = '{{BASE}}/photos';
$query = ['file' => 'vacation.jpg', 'size' => 'original'];
$oauth = [
    'oauth_consumer_key' => '{{KEY}}',
    'oauth_token' => getenv('TOKEN'),
    'oauth_signature_method' => 'HMAC-SHA1',
    'oauth_timestamp' => (string) time(),
    'oauth_nonce' => bin2hex(random_bytes(16)),
];

// rawurlencode is the encoding of OAuth; urlencode is not, it makes + of a space.
function join_pairs(array $params, string $format, string $between): string
{
    $pairs = [];
    foreach ($params as $name => $value) {
        $pairs[] = sprintf($format, rawurlencode($name), rawurlencode($value));
    }
    sort($pairs, SORT_STRING);
    return implode($between, $pairs);
}

$base = 'GET&' . rawurlencode($url) . '&' . rawurlencode(join_pairs($query + $oauth, '%s=%s', '&'));
$key = rawurlencode(getenv('CONSUMER_SECRET')) . '&' . rawurlencode(getenv('TOKEN_SECRET'));
$oauth['oauth_signature'] = base64_encode(hash_hmac('sha1', $base, $key, true));

$context = stream_context_create(['http' => [
    'header' => 'Authorization: OAuth ' . join_pairs($oauth, '%s="%s"', ', '),
]]);
$picture = file_get_contents($url . '?' . join_pairs($query, '%s=%s', '&'), false, $context);
if ($picture === false) {
    exit(1);
}
file_put_contents('vacation.jpg', $picture);
