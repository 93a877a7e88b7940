"""
The tests of globalcs.
"""
