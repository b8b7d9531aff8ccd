"""The routes: visible tuples of steps, nothing else. A new step is one module and one line here."""
