HEADINGS=()
def results(session): return []
def hospital_patients(session): return None
def aplasia_durations(session): return []
