"""Forms, made from the items they ask for."""
