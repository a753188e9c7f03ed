"""What is asked of every address by everybody: the table, garbage, and forms sent again or forged."""
