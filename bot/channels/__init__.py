"""One module a vendor; each turns the vendor's messages into Heard and Outgoing into the vendor's."""
