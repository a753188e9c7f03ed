"""The public pages: status of a file, authenticity of a permit, scanning of codes."""
