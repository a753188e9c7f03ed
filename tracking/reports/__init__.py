"""The reports of the office: permits issued, and how well the limits were kept. They read, and change nothing."""
