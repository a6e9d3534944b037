"""Import the dashboard builders once: their classes warn, as they are defined, of a second format."""

import warnings

with warnings.catch_warnings():
    warnings.simplefilter("ignore", DeprecationWarning)
    import dashboards.build  # noqa: F401
