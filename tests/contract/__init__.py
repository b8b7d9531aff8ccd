"""Microsoft's OpenAPI description of Graph, held against what is sent and against what the sandbox answers."""
