"""Analysis datasets: who, when, what score, what state, and the records behind each value."""
