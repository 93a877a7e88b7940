"""
Scripts that bring research into the book, one module a room.

Run one as `python -m tools.import_facts.ROOM RESEARCH_FOLDER [DATA_FOLDER]`. They map prose to the
vocabulary of the book by reviewed tables; a phrase that no table knows stops the run. After the
import the TOML files are the master: a later change is made there, by hand.
"""
