"""A camera's pixels become findings: one litter pile is one event for its whole life."""

import os

# Read by OpenCV when it is loaded: a picture of more pixels is refused before memory is taken.
os.environ.setdefault("OPENCV_IO_MAX_IMAGE_PIXELS", str(2**24))
