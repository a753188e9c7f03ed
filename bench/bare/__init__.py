"""The least a Django page can be: one indexed query, a small template, the usual middleware. The yardstick."""
