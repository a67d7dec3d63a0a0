package objects

import (
	"strings"
	"testing"
)

func TestAnAddressSaysBucketPrefixEndpointAndRegion(t *testing.T) {
	t.Setenv("AWS_REGION", "")
	t.Setenv("AWS_DEFAULT_REGION", "")
	for address, want := range map[string]place{
		"s3://pictures":                                               {"pictures", "", "", "us-east-1"},
		"S3://pictures?region=eu-west-1":                              {"pictures", "", "", "eu-west-1"},
		"s3://pictures/a/b/?endpoint=http://127.0.0.1:7070/":          {"pictures", "a/b/", "http://127.0.0.1:7070", "us-east-1"},
		"s3://pictures?endpoint=https%3A%2F%2Fs3.example.net&region=": {"pictures", "", "https://s3.example.net", "us-east-1"},
	} {
		if got, err := parse(address); err != nil || got != want {
			t.Errorf("%s: %+v, %v", address, got, err)
		}
	}
	t.Setenv("AWS_REGION", "eu-north-1")
	if got, err := parse("s3://pictures"); err != nil || got.region != "eu-north-1" {
		t.Errorf("the environment's region: %+v, %v", got, err)
	}
}

func TestAnAddressThatIsNoneIsRefusedInASentence(t *testing.T) {
	for address, want := range map[string]string{
		"":                                      "reads s3://",
		"/var/pictures":                         "reads s3://",
		"s3://":                                 "three characters",
		"s3://ab":                               "three characters",
		"s3://pictures?endpiont=http://x":       `"endpiont"`,
		"s3://pictures?endpoint=s3.example.net": "the endpoint",
		"s3://pictures?endpoint=ftp://s3.example":    "the endpoint",
		"s3://pictures?endpoint=%zz":                 "cannot be read",
		"s3://hush:hush@pictures":                    "must not hold credentials",
		"s3://hush@pictures?region=x":                "must not hold credentials",
		"s3://pictures?aws_secret_access_key=hush":   "must not hold credentials",
		"s3://pictures?accessKey=hush":               "must not hold credentials",
		"s3://pictures?endpoint=https://hush:hush@x": "must not hold credentials",
	} {
		_, err := parse(address)
		if err == nil || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "hush") {
			t.Errorf("%s: %v", address, err)
		}
	}
}

func TestWhatIsPrintedHoldsNoSecret(t *testing.T) {
	for address, want := range map[string]string{
		"s3://pictures/a?endpoint=http://127.0.0.1:7070&region=x": "s3://pictures/a?endpoint=http://127.0.0.1:7070&region=x",
		"s3://pictures":                                     "s3://pictures",
		"s3://id:hush@pictures?secret=hush":                 "s3://(not shown)@pictures?secret=(not shown)",
		"s3://pictures?endpoint=https://id:hush@x&region=x": "s3://pictures?endpoint=(not shown)&region=x",
		"s3://pictures?region=x&region=hush":                "s3://pictures?region=x",
		"s3://id:hu%sh@pictures":                            "s3://(unreadable)",
	} {
		if got := Redact(address); got != want {
			t.Errorf("%s is shown as %s", address, got)
		}
	}
}
