"""cXML, the protocol of procurement portals: read without trust, written in full."""
