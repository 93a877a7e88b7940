"""
Small histories in the ECB's format.
"""

SMALL = """Date,USD,JPY,RUB,
2026-03-06,1.2000,150.00,N/A,
2026-03-05,1.1000,160.00,N/A,
2026-03-03,1.0000,N/A,100.0,
"""
