"""CAR T in AutoImmune Disease: from a study's records to the whole case series."""
