"""Tools that the tests of all apps share; nothing of the portal imports it."""
