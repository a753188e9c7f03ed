"""A year of an office, run again: a table of issued permits becomes applications that went the real way."""
