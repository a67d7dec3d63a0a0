# Does the printer answer? For the health check of the service paper.
{
	OPERATION Get-Printer-Attributes
	GROUP operation-attributes-tag
	ATTR charset attributes-charset utf-8
	ATTR language attributes-natural-language en
	ATTR uri printer-uri $uri
	ATTR keyword requested-attributes printer-state
	STATUS successful-ok
	EXPECT printer-state
}
