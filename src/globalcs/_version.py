"""
The versions of globalcs and of its book, read by the build and by the package.
"""

__all__ = ["BOOK_VERSION", "__version__"]

__version__ = "0.1.0"
BOOK_VERSION = "2026.11.21"
