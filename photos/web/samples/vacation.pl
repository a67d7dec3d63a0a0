#!/usr/bin/perl
# CONSUMER_SECRET=... TOKEN=... TOKEN_SECRET=... perl vacation.pl
use strict;
use warnings;
use Digest::SHA qw(hmac_sha1_base64);
use HTTP::Tiny;

my $url   = '{{BASE}}/photos';
my %query = (file => 'vacation.jpg', size => 'original');
my %oauth = (
    oauth_consumer_key     => '{{KEY}}',
    oauth_token            => $ENV{TOKEN},
    oauth_signature_method => 'HMAC-SHA1',
    oauth_timestamp        => time,
    oauth_nonce            => join('', map { sprintf '%08x', int rand 2**32 } 1 .. 4),
);

sub encode { my $text = shift; $text =~ s/([^A-Za-z0-9\-._~])/sprintf '%%%02X', ord $1/ge; return $text }
sub pairs { my %params = @_; return join '&', sort map { encode($_) . '=' . encode($params{$_}) } keys %params }

my $base = join '&', 'GET', encode($url), encode(pairs(%query, %oauth));
my $key  = encode($ENV{CONSUMER_SECRET}) . '&' . encode($ENV{TOKEN_SECRET});
$oauth{oauth_signature} = hmac_sha1_base64($base, $key) . '=';    # Digest::SHA leaves the padding out

my $header = 'OAuth ' . join ', ', map { encode($_) . '="' . encode($oauth{$_}) . '"' } keys %oauth;
my $answer = HTTP::Tiny->new->mirror("$url?" . pairs(%query), 'vacation.jpg', { headers => { Authorization => $header } });
die "$answer->{status} $answer->{content}" unless $answer->{success};
