"""What is in the clouds because of a setup, step by step: found by our marker, and taken away again."""
