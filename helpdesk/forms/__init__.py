"""Forms of the helpdesk, one module per room."""
