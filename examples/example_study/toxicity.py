"""Temperatures, pressure, saturation and ICE of the days on the ward."""

from __future__ import annotations

SLOTS = ("06:10", "14:05", "21:15")
INFUSION_TIME = "11:00"
# Temperatures in degC of the three rounds of a day; every other day lies below 37.5.
FEVER: dict[int, dict[int, tuple[float, float, float]]] = {
    1: {3: (37.2, 38.3, 38.6), 4: (38.4, 38.1, 37.6)},
    2: {2: (37.1, 38.2, 38.0), 6: (37.3, 38.4, 38.1), 7: (37.8, 37.2, 36.9)},  # two episodes, > 48 h apart
    4: {4: (38.1, 38.9, 38.7), 5: (38.2, 37.9, 38.3), 6: (37.5, 37.1, 36.8)},
    5: {3: (37.6, 38.8, 39.1), 4: (39.4, 37.4, 37.1), 5: (37.0, 37.2, 36.9)},  # tocilizumab on day 4, 11:30
    6: {4: (38.3, 37.6, 37.7), 5: (37.5, 37.6, 37.2)},  # masked by paracetamol from day 4, 07:00
    7: {5: (37.0, 38.4, 38.2), 6: (38.0, 37.7, 37.0)},  # some of it in Fahrenheit, see FAHRENHEIT
    8: {6: (37.4, 38.5, 38.9), 7: (38.6, 38.2, 37.9), 8: (37.3, 37.0, 36.8)},
    9: {5: (37.3, 37.7, 37.4)},  # subfebrile: no CRS
    10: {3: (37.0, 38.6, 39.0), 4: (38.8, 38.7, 38.3), 5: (38.0, 37.6, 37.2)},
    11: {5: (38.2, 39.2, 39.0), 6: (38.5, 38.4, 37.9), 7: (37.4, 37.2, 36.9)},
    13: {4: (37.2, 37.9, 37.6)},  # 37.9: no CRS
    14: {2: (37.4, 38.0, 38.2), 3: (38.1, 37.6, 37.3)},
    15: {4: (37.2, 38.3, 38.7), 5: (38.4, 38.0, 37.5)},
}
FAHRENHEIT = {7: (5, 6), 14: (2,)}
LOW_PRESSURE = {(5, 4, 0): 82, (5, 4, 1): 96, (15, 5, 0): 88, (12, 5, 1): 87}
"""Only patient 05 was treated for it; 12 and 15 usually have about 95 mmHg."""
USUAL_PRESSURE = {12: 95, 15: 96}
LOW_SATURATION = {(5, 4, 0): 91, (5, 4, 1): 95, (5, 4, 2): 95, (5, 5, 0): 94}
ICE_BELOW_10 = {(10, 6): 8, (10, 7): 7, (10, 8): 9}
CRP_PEAK = {0: 9, 1: 48, 2: 150}
"""CRP peak (mg/L) by grade of CRS."""
