"""How each kind of definition is computed: a pure function from a wide relation to scored rows."""
